"""The pipeline opened in the background, so that a page is there before the models are loaded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager
from typing import Any, Protocol

from index.article import Article, Filter
from index.errors import BadInputError, PullquoteError
from qa.answer import Event, Stage, Turn

MAX_QUESTION = 2000
"""Most characters of a question."""

LOADING = Stage("loading", "loading the language model")


class Articles(Protocol):
    """What the faces read from the article store."""

    def article(self, id: str) -> Article:  # noqa: A002 - the store's name for it
        """Return the article or raise ``NotFoundError``."""

    def articles(self, ids: Sequence[str]) -> Mapping[str, Article]:
        """Return those of the articles that exist, by id."""

    def listing(self, where: Filter | None = None, offset: int = 0, limit: int | None = None) -> Sequence[Article]:
        """Return a page of articles, in the store's order."""

    def count(self, where: Filter | None = None) -> int:
        """Count the articles that ``where`` lets pass."""

    def search(self, text: str, limit: int, where: Filter | None = None) -> Sequence[tuple[str, float]]:
        """Return keys (``article_id:number``) and scores of the chunks with the words of ``text``, best first."""

    def outlets(self) -> Sequence[str]:
        """Return the names of all outlets."""


class Asks(Protocol):
    """What the faces ask of a pipeline."""

    @property
    def store(self) -> Articles:
        """The article store that the answers quote from."""

    @property
    def model(self) -> str:
        """Name of the language model."""

    def stream(self, question: str, history: Sequence[Turn] = (), where: Filter | None = None) -> Iterator[Event]:
        """Yield the events of a question, the ``Answer`` last; closing the iterator stops the work."""

    def examples(self, n: int = 4) -> list[str]:
        """Return questions that the articles can answer."""


Opener = Callable[[], AbstractContextManager[Asks]]


class Opening:
    """A pipeline on its way: opened once in the background, waited for by whoever needs it.

    A failure is told to everyone who waits and tried again for the next who asks, so that an index
    built meanwhile is found without a restart.
    """

    def __init__(self, opener: Opener) -> None:
        """Keep how to open; nothing is opened yet."""
        self._opener = opener
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._future: Future[Asks] | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> Future[Asks]:
        """Start opening unless it is under way or done; return at once."""
        with self._lock:
            if self._future is None or (self._future.done() and self._future.exception()):
                self._future = Future()
                self._thread = threading.Thread(target=self._run, args=(self._future,), name="opening", daemon=True)
                self._thread.start()
            return self._future

    @property
    def ready(self) -> bool:
        """Tell whether the pipeline can be asked without waiting."""
        future = self._future
        return future is not None and future.done() and future.exception() is None

    def state(self) -> dict[str, Any]:
        """Say how far the opening is: ``status`` is ``loading``, ``ready`` or ``failed`` (then with ``error``)."""
        future = self._future
        if future is None or not future.done():
            return {"status": "loading"}
        error = future.exception()
        if error is not None:
            return {"status": "failed", "error": str(error)}
        pipeline = future.result()
        return {"status": "ready", "model": pipeline.model, "articles": pipeline.store.count()}

    def get(self) -> Asks:
        """Wait for the pipeline.

        Raises:
            PullquoteError: it cannot be opened; the message says why.
        """
        return self.start().result()

    def close(self) -> None:
        """Close the pipeline; one that is still being opened is closed when it is there."""
        self._stop.set()
        if self._thread is not None and self._future is not None and self._future.done():
            self._thread.join()

    def _run(self, future: Future[Asks]) -> None:
        """Hold the pipeline open in one thread from its opening to its closing."""
        try:
            with self._opener() as pipeline:
                future.set_result(pipeline)
                self._stop.wait()
        except BaseException as error:
            if not future.done():
                future.set_exception(error)
            if not isinstance(error, PullquoteError):
                raise


def follow(
    opening: Opening, question: str, history: Sequence[Turn] = (), where: Filter | None = None
) -> Generator[Event, None, None]:
    """Yield the events of a question, after a ``loading`` stage where the pipeline is not open yet.

    Closing the generator stops the work.

    Raises:
        BadInputError: the question is empty or too long.
        PullquoteError: the pipeline cannot be opened or asked.
    """
    question = checked(question)
    future = opening.start()
    while wait([future], timeout=0.5).not_done:  # in slices: a generator can only be closed where it yields
        yield LOADING
    yield from future.result().stream(question, history, where)


def checked(question: str) -> str:
    """Return the question without white space around it.

    Raises:
        BadInputError: it is empty or longer than ``MAX_QUESTION`` characters.
    """
    question = question.strip()
    if not question:
        raise BadInputError("The question is empty: type what you want to know.")
    if len(question) > MAX_QUESTION:
        msg = f"The question has {len(question):,} characters; ask it in {MAX_QUESTION:,} at most."
        raise BadInputError(msg)
    return question

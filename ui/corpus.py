"""The corpus over HTTP: a page that shows it, and adding and removing articles while questions go on."""

from __future__ import annotations

import json
import logging
import re
import secrets
import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, FastAPI, Query, Request, UploadFile
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from index import shelf as shelves
from index.articles import ArticleStore
from index.errors import BadInputError, IndexMissingError, PullquoteError
from index.settings import Settings
from index.shelf import Order, Wanted
from ui.corpus_page import Shelf, corpus_page, report_html, skipped_html
from ui.failures import FAILED, ForbiddenError, own_page
from ui.reported import step
from ui.words import count, long_date

if TYPE_CHECKING:
    from index.read import Skipped
    from index.report import Progress, Report

FOLDER = "added"
"""Folder in the home that holds what was added over the page."""

MOST_BYTES = 300_000_000
"""Most bytes of one upload."""

PART = 100
"""Rows of the table that are shown at once."""


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """How far the last addition is: in words, as a share of the work in [0, 1], and as HTML when it has ended.

    One that has ended with a share below 1 has failed.
    """

    running: bool = False
    text: str = ""
    share: float = 0.0
    html: str = ""


class Pasted(BaseModel):
    """An article typed or pasted in."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=500)
    text: str = Field(min_length=1, max_length=2_000_000)
    outlet: str = Field("", max_length=200)
    published: date | None = None
    url: str = Field("", max_length=2000)


class Corpus:
    """What may be done with the articles of one index; one addition at a time, in a thread of its own."""

    def __init__(self, settings: Settings, *, read_only: bool = False) -> None:
        """Keep where the index is, and whether it may be changed."""
        self.read_only = read_only
        self._settings = settings
        self._lock = threading.Lock()
        self._job = Job()

    def job(self) -> Job:
        """Return how far the last addition is."""
        return self._job

    def shelf(self, wanted: Wanted) -> Shelf:
        """Return what the page shows; an index that is not there yet is an empty one."""
        try:
            with ArticleStore(self._settings.database) as store:
                rows, total = shelves.browse(store, wanted)
                return Shelf(wanted, rows, total, shelves.coverage(store), self.read_only)
        except IndexMissingError:
            return Shelf(wanted, read_only=self.read_only)

    def add(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Write files (name, content) into the home and begin to index them.

        Raises:
            BadInputError: nothing is given, or another addition has not ended.
        """
        if not files:
            raise BadInputError("No file was given: choose at least one.")
        with self._lock:
            if self._job.running:
                raise BadInputError("Articles are being added just now: wait until that has ended.")
            self._job = Job(running=True, text="reading files")
        folder = self._settings.home / FOLDER / secrets.token_hex(6)
        try:
            folder.mkdir(parents=True)
            for number, (name, content) in enumerate(files):
                path = folder / file_name(name)
                (folder / f"{path.stem}-{number}{path.suffix}" if path.exists() else path).write_bytes(content)
        except OSError:
            self._job = Job()
            raise
        threading.Thread(target=self._index, args=(folder,), name="indexing", daemon=True).start()

    def remove(self, article: str) -> None:
        """Take an article out of the index."""
        shelves.remove([article], self._settings)

    def check_writable(self) -> None:
        """Refuse to change a corpus that is served read-only.

        Raises:
            ForbiddenError: it is.
        """
        if self.read_only:
            raise ForbiddenError("This server shows its articles read-only: nobody can add or remove any here.")

    def _index(self, folder: Path) -> None:
        from index.build import build

        try:
            report = build([folder], self._settings, progress=self._tell)
        except PullquoteError as error:
            failed = self._failed(folder, error)
            shutil.rmtree(folder)
            self._job = failed
        except Exception:  # noqa: BLE001 - the thread's end: logged, and told on the page
            _log.exception("articles could not be added")
            self._job = Job(text=FAILED)
        else:
            self._job = Job(share=1.0, text=_added(report), html=report_html(report))

    def _failed(self, folder: Path, error: PullquoteError) -> Job:
        """Tell why a build failed, without the folders of this machine: the page's reader has no use for them."""
        if skipped := _unreadable(folder):
            return Job(text="No article could be read; below is why.", html=skipped_html(skipped))
        return Job(text=str(error).replace(f" in {self._settings.home}", ""))

    def _tell(self, progress: Progress) -> None:
        half = 0.5 if progress.unit == "articles" else 0.0
        share = half + 0.5 * progress.done / max(progress.total, 1)
        self._job = replace(self._job, text=step(progress), share=share)


def _unreadable(folder: Path) -> list[Skipped]:
    """Return why nothing in a folder can be read; an empty list if there is an article in it."""
    from index.read import Skipped, find, read_file

    skipped: list[Skipped] = []
    for file in find([folder]):
        for item in read_file(file):
            if not isinstance(item, Skipped):
                return []
            skipped.append(item)
    return skipped


def _added(report: Report) -> str:
    number = report.counts.new + report.counts.changed
    return f"{count(number, 'article')} added." if number else "Nothing was added: the index has all of it already."


def check_pasted(body: Pasted) -> None:
    """Refuse at once what the reader of articles would drop later, while its writer still has it before him.

    Raises:
        BadInputError: it has no article's text, or was published on a day that cannot be.
    """
    from index.clean import NoTextError, clean
    from index.dates import YEARS
    from index.formats import from_record

    latest = datetime.now(UTC).date() + timedelta(days=1)  # where the sun is earlier, it is tomorrow already
    if body.published and (body.published.year not in YEARS or body.published > latest):
        raise BadInputError(f"It cannot have been published on {long_date(body.published)}: correct the date.")
    try:
        clean(from_record(body.model_dump(mode="json")))
    except NoTextError as error:
        msg = "There is no article in this text: what reads like a menu, a caption or an advertisement is left out."
        raise BadInputError(msg) from error


def file_name(name: str) -> str:
    """Return a name for an uploaded file that is a plain name in a folder: no path, not hidden, nothing odd."""
    plain = re.sub(r"[^\w.() -]", "_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:120]}{dot}{suffix[:10]}" if stem else plain[:120] or "article.txt"


def corpus_of(request: Request) -> Corpus:
    """Return the corpus of the application."""
    corpus: Corpus = request.app.state.corpus
    return corpus


def may_change(corpus: Annotated[Corpus, Depends(corpus_of)], _: Annotated[None, Depends(own_page)]) -> Corpus:
    """Return a corpus that may be changed by whoever asked."""
    corpus.check_writable()
    return corpus


Here = Annotated[Corpus, Depends(corpus_of)]
Changed = Annotated[Corpus, Depends(may_change)]
router = APIRouter(include_in_schema=False)


@router.get("/corpus")
def page(
    corpus: Here,
    words: Annotated[str, Query(max_length=200)] = "",
    order: Order = "date",
    up: bool = False,  # noqa: FBT001, FBT002 - a field of the address
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> HTMLResponse:
    """Show the corpus."""
    return HTMLResponse(corpus_page(corpus.shelf(Wanted(words.strip(), order, not up, offset, PART))))


@router.get("/corpus/job")
def job(corpus: Here) -> Job:
    """Say how far the last addition is."""
    return corpus.job()


@router.post("/corpus/files", max_body_size=MOST_BYTES)
def add_files(corpus: Changed, files: list[UploadFile]) -> Job:
    """Add the articles of uploaded files."""
    corpus.add([(one.filename or "", one.file.read()) for one in files])
    return corpus.job()


@router.post("/corpus/text", max_body_size=10_000_000)
def add_text(corpus: Changed, body: Pasted) -> Job:
    """Add an article that was pasted in."""
    check_pasted(body)
    record = {name: value for name, value in body.model_dump(mode="json").items() if value}
    content = json.dumps(record, ensure_ascii=False).encode()
    corpus.add([(f"{file_name(body.title)[:60].strip(' .')}.json", content)])
    return corpus.job()


@router.delete("/corpus/articles/{id}")
def remove(corpus: Changed, id: str) -> dict[str, str]:  # noqa: A002 - the path's word
    """Take an article out of the index."""
    corpus.remove(id)
    return {"removed": id}


def add_corpus(app: FastAPI, corpus: Corpus) -> None:
    """Add the page and its routes."""
    app.state.corpus = corpus
    app.include_router(router)

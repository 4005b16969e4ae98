"""What a build tells: how far it is, and what it did."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass

from index.article import Article
from index.read import Skipped


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: ``done`` of ``total`` ``unit`` ("files" read or "articles" embedded).

    ``rate`` is in units per second and ``eta`` in seconds; both are ``None`` until there is something to go by.
    """

    done: int
    total: int
    unit: str
    rate: float | None = None
    eta: float | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many articles of the files given are new, changed or unchanged, and how many the index lost."""

    new: int
    changed: int
    unchanged: int
    removed: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did.

    ``files`` were found and ``files_read`` of them were new or had changed; ``counts`` is about their articles.
    ``articles`` and ``chunks`` are what the whole index holds now, ``embedded`` the chunks embedded in this run.
    A duplicate is (where the article stands again, where it was indexed from). ``vanished`` are files that are
    gone but kept; ``notes`` says in sentences what the reader would not expect.
    """

    files: int
    files_read: int
    counts: Counts
    articles: int
    chunks: int
    embedded: int
    seconds: float
    skipped: tuple[Skipped, ...] = ()
    duplicates: tuple[tuple[str, str], ...] = ()
    vanished: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Clock:
    """Counts units done and reports each step with rate and time left."""

    def __init__(self, total: int, unit: str, report: Callable[[Progress], None]) -> None:
        """Report that nothing of ``total`` is done yet, unless there is nothing to do."""
        self._total = total
        self._unit = unit
        self._report = report
        self._done = 0
        self._started = time.monotonic()
        if total:
            report(Progress(0, total, unit))

    def tick(self, units: int) -> None:
        """Report that ``units`` more are done."""
        if not units:
            return
        self._done += units
        rate = self._done / max(time.monotonic() - self._started, 1e-6)
        self._report(Progress(self._done, self._total, self._unit, rate, (self._total - self._done) / rate))


def compare(before: Mapping[str, Article], after: Mapping[str, Article], carried: Set[str]) -> Counts:
    """Count what became of the articles, both maps by id; ``carried`` are the ids in the files given.

    An id is made from the content, so a changed article is one that went while another came with the same
    url, title or place in a file.
    """
    came = [after[article_id] for article_id in after.keys() - before.keys()]
    went = [before[article_id] for article_id in before.keys() - after.keys()]
    changed = 0
    for mark in ("url", "title", "source"):
        gone = {value: old for old in went if (value := getattr(old, mark))}
        for new in list(came):
            old = gone.pop(getattr(new, mark), None)
            if old is not None:
                changed += 1
                came.remove(new)
                went.remove(old)
    return Counts(len(came), changed, len(before.keys() & after.keys() & carried), len(went))

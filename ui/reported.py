"""What an indexing did, as tables that the terminal and the corpus page both show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.words import count

if TYPE_CHECKING:
    from index.report import Progress, Report

Table = tuple[str, tuple[str, ...], Sequence[tuple[str, ...]]]


def summary(report: Report) -> list[tuple[str, str]]:
    """Return what was counted, by name."""
    return [
        ("files found", f"{report.files:,}"),
        ("files read (new or changed)", f"{report.files_read:,}"),
        ("articles new", f"{report.counts.new:,}"),
        ("articles unchanged", f"{report.counts.unchanged:,}"),
        ("articles changed", f"{report.counts.changed:,}"),
        ("articles removed", f"{report.counts.removed:,}"),
        ("articles in the index", f"{report.articles:,}"),
        ("skipped", f"{len(report.skipped):,}"),
        ("seconds", f"{report.seconds:,.1f}"),
    ]


def tables(report: Report) -> list[Table]:
    """Return what was skipped and why, and what was given twice: title, names of the columns, rows."""
    skipped = [(skip.source, skip.reason) for skip in report.skipped]
    found: list[Table] = [
        ("Skipped:", ("file", "why"), skipped),
        ("The same article twice, indexed once:", ("file", "indexed from"), report.duplicates),
    ]
    return [table for table in found if table[2]]


def step(progress: Progress) -> str:
    """Say how far an indexing is: ``embedding articles: 3 of 12, about 20 s left``."""
    work = "reading" if progress.unit == "files" else "embedding"
    left = f", about {count(round(progress.eta), 'second')} left" if progress.eta else ""
    return f"{work} {progress.unit}: {progress.done:,} of {progress.total:,}{left}"

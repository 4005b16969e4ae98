"""A quote → the days that its words name only together with the article's date."""

from __future__ import annotations

from collections.abc import Iterator

from qa.answer import Day, Evidence
from qa.when import resolved


def days(quote: Evidence) -> Iterator[Day]:
    """Yield the days that a quote names and its article's date explains; none where the article has no date."""
    for start, end, day in resolved(quote.text, quote.article.published):
        yield Day(quote.text[start:end], quote.start + start, quote.start + end, day.isoformat())

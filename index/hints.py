"""What the furniture of a page tells of its article, gathered line by line and settled when all of it is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from index import dates
from index.dateline import Dateline
from index.draft import Draft
from index.furniture import Kind, Mark, agency, byline, copyright_year, outlet_named, reporters
from index.signature import Signature

_DAY_OF_ADDRESS = re.compile(r"/(\d{4}/\d{1,2}/\d{1,2})(?=/|$)")


@dataclass(slots=True)
class Hints:
    """The weaker hints at outlet, byline and date; the sure ones go into ``draft`` at once."""

    draft: Draft
    holder: str | None = None
    """Who the copyright line names."""
    caption_dates: list[date] = field(default_factory=list)
    _agencies: dict[str, str] = field(default_factory=dict)
    _stamped: date | None = None
    _day: tuple[int, int] | None = None
    _year: int | None = None

    def learn(self, told: Sequence[Mark], *, inside: bool) -> None:
        """Take from the pieces of a line what belongs in the metadata; ``inside`` if the line stands in the body."""
        for mark in told:
            if mark.kind in {Kind.DATE, Kind.BYLINE}:
                self._learn_date(mark.text, inside=inside)
            if mark.kind is Kind.NOTICE:
                self._year = self._year or copyright_year(mark.text)
            self._learn_names(mark, inside=inside)

    def _learn_date(self, text: str, *, inside: bool) -> None:
        published = dates.published(text)
        if published and not inside:
            self.draft.published = self.draft.published or published
        elif dates.is_stamped(text) and (days := dates.find(text)):
            self._stamped = self._stamped or published or days[0].day

    def _learn_names(self, mark: Mark, *, inside: bool) -> None:
        draft = self.draft
        if mark.kind is Kind.BYLINE:
            draft.byline = draft.byline or byline(mark.text)
            paper = None if inside else outlet_named(mark.text.rpartition(", ")[2])
            draft.outlet = draft.outlet or paper
        if mark.kind is Kind.REPORTERS:
            self._agencies.setdefault("reporters", reporters(mark.text) or "")
        elif mark.kind is Kind.MASTHEAD and not inside:
            draft.outlet = draft.outlet or mark.text
        elif mark.kind is Kind.OUTLET and not inside and outlet_named(mark.text):
            draft.outlet = draft.outlet or outlet_named(mark.text)
        elif mark.kind in {Kind.OUTLET, Kind.NOTICE, Kind.BYLINE} and (named := agency(mark.text)):
            self._agencies.setdefault("house", named)

    def learn_signature(self, told: Signature, *, names: bool) -> None:
        """Take what a line in the header tells; its names and outlet only if they are known to be the writers'."""
        draft = self.draft
        draft.published = draft.published or told.published
        draft.place = draft.place or told.place
        if names:
            draft.byline = draft.byline or told.names
            draft.outlet = draft.outlet or told.outlet

    def learn_dateline(self, line: Dateline) -> None:
        """Take what the beginning of the first paragraph tells."""
        draft = self.draft
        draft.place = draft.place or line.place
        draft.byline = draft.byline or line.names
        draft.published = draft.published or line.published
        self._day = line.day
        if line.source:
            self._agencies["dateline"] = line.source

    def settle(self, body: Sequence[str], signatures: Sequence[str]) -> None:
        """Fill outlet, byline and date from the weaker hints; ``signatures`` are those behind paragraphs."""
        draft = self.draft
        for signature in signatures:
            self._agencies.setdefault("house", agency(signature) or "")
            self._agencies.setdefault("reporters", reporters(signature) or "")
        draft.byline = draft.byline or self._agencies.get("reporters") or None
        hints = (self._agencies.get(key) for key in ("dateline", "house"))
        draft.outlet = draft.outlet or self._outlet_of_holder()
        draft.outlet = draft.outlet or next((hint for hint in hints if hint), None)
        draft.published = draft.published or self._stamped
        if draft.published is None and (day := self._inferred(body)):
            draft.published, draft.inferred = day, True

    def _outlet_of_holder(self) -> str | None:
        """Return the copyright holder if it is no agency, which has its own place among the hints."""
        return None if self.holder and agency(self.holder) else self.holder

    def _inferred(self, body: Sequence[str]) -> date | None:
        """Work out the date: from the address, from a day without its year and a copyright year, or from a dated photo.

        The photo must be of a day that the text names.
        """
        if self.draft.url and (match := _DAY_OF_ADDRESS.search(self.draft.url)):
            return dates.from_field(match[1])
        if self._day and self._year:
            return dates.make(self._year, *self._day)
        lead = " ".join(body[:3])
        for day in self.caption_dates:
            if dates.WEEKDAYS[day.weekday()] in lead:
                return day
        return None

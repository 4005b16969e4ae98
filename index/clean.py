"""A page copied by hand → the article on it. Furniture goes, what it tells becomes metadata.

A page is read as header, body and footer: the body runs from the first to the last paragraph of prose. Outside it
nearly everything that is not prose goes; inside only what is plainly furniture, so that lists and tables stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index import dateline, dates, signature
from index.caption import is_caption
from index.draft import Draft, take_fields
from index.furniture import (
    Kind,
    Mark,
    byline,
    fold,
    holder,
    is_dashed,
    is_navigation,
    is_role,
    is_title_case,
    tidy_names,
)
from index.headline import split as split_title
from index.hints import Hints
from index.lines import Line, is_result, is_row, normalise, paragraphs
from index.marks import marks

_STOPS = re.compile(r"""[.!?…。！？؟।]["'”’»)\]]*(?:\[\d+\])*$|[.!?,;:]["”»]$""")
_SPOKEN = re.compile(r"""["“][^"“”]+["”].{0,40}\b(?:said|says|asked|told|added)\b""")
_SIGNED = re.compile(r"""[.!?]["'”’»]*\s[-–—]{1,2}\s?[@A-ZÀ-Þ][^.!?]{2,80}$""")
"""Somebody's words with the name below them: "We lost our light. — Bo Roe, a sailor"."""
_LONG = 150
"""Characters from which on a line without a stop is prose all the same."""
_STOP_REACH = 30
_SUBHEAD_WORDS = 10
_TITLE = 300
_TELLING = re.compile(r"\w*\d[\w.,]*\w|\d|[A-ZÀ-Þ]\w+")
"""What a bullet tells that its article may not: figures and names."""
_COMMENTS_FROM = 0.6
"""Share of the prose behind which a mark such as "Comments" ends the article."""
_ENTRY = re.compile(r"\d{1,2}[:.]\d{2}\b")
_SUMMARY = {"summary", "key points", "key developments", "main points", "the main points", "in brief", "in short"}
_TAGLINE = re.compile(r"\s+[–—|-]\s+")
_SHARED = re.compile(r"\b(?:share|tweet|e-?mail|print|save|facebook|twitter|whatsapp|listen|copy)\b", re.IGNORECASE)
_PAPER = re.compile(r"\b(?:News|Online|Wire)$", re.IGNORECASE)
"""How an outlet's name ends that stands at the top of a page."""
_CORRECTION = re.compile(r"(?:corrections?|clarifications?)(?: and (?:corrections?|clarifications?))?", re.IGNORECASE)
_WRITES = re.compile(
    r"@ (?:(?:is|was) (?:an?|the|our)\b.{0,60}\b(?:reporter|correspondent|editor|writer|columnist|journalist|critic)\b"
    r"|(?:covers|reports on|writes (?:about|for|on)) .{1,80}\b(?:for|about|on) )"
    r"|(?:[Cc]ontact|[Rr]each|[Ee]-?mail|[Ff]ollow|[Ww]rite to) (?:\w+ ){0,2}@ (?:at|on|by|via) "
)
"""What is said of a writer below the article, the name given as "@"."""


class NoTextError(Exception):
    """There is no article left once the furniture is gone."""


def clean(draft: Draft, lines: Sequence[Line] | None = None) -> Draft:
    """Return the article of a page, its ``text`` the body: paragraphs parted by blank lines.

    ``lines`` are its paragraphs where the format tells them; else they are found in ``draft.text``. What the
    draft already knows wins over what the text says. Its ``title`` may stay None.

    Raises:
        NoTextError: nothing but furniture was found.
    """
    return _Page(draft, list(lines) if lines is not None else paragraphs(normalise(draft.text))).article()


class _Page:
    """The lines of one page, what each of them is, and what they tell."""

    def __init__(self, draft: Draft, lines: list[Line]) -> None:
        self.draft = draft
        signed = [(line, *dateline.unsigned(line.text)) for line in take_fields(draft, lines)]
        self.lines = [Line(text, line.bullet) for line, text, _ in signed]
        self.signatures = [signature for _, _, signature in signed if signature]
        self.marks = [marks(line.text) for line in self.lines]
        self._keep_tables()
        named = (holder(mark.text) for told in self.marks for mark in told if mark.kind is Kind.NOTICE)
        self.hints = Hints(draft, next((name for name in named if name), None))
        self.has_prose = True
        self.runs: list[int] = []
        self.links: list[bool] = []
        self.footer = 0
        self.body_from: int | None = None

    def article(self) -> Draft:
        self._split_title()
        self._cut_comments()
        first, last = self._bounds()
        title = self._title(first)
        if title is not None and self.draft.title is None:
            self.draft.title = self.lines[title].text
            first = max(first, title + 1)
        first = self._points_before(first)
        self._learn_from_header(first)
        self._survey(first, last)
        for at, told in enumerate(self.marks):
            self.hints.learn(told, inside=first <= at <= last)
        body = [self.lines[at].text for at in range(first, len(self.lines)) if self._belongs(at, last)]
        body = [*self._results(first), *self._trimmed(body)]
        if not body:
            raise NoTextError
        self.hints.settle(body, self.signatures)
        self.draft.text = "\n\n".join(body)
        return self.draft

    def _split_title(self) -> None:
        draft = self.draft
        if draft.title is not None:
            told = [line.text for line in self.lines]
            draft.title, outlet = split_title(draft.title, told, draft.outlet, draft.byline)
            draft.outlet = draft.outlet or outlet

    def _keep_tables(self) -> None:
        """Rows parted by bars beside other such rows are a table, not a bar of sections."""
        bars = [line.text.count("|") for line in self.lines]
        for at, count in enumerate(bars):
            beside = bars[max(0, at - 1) : at] + bars[at + 1 : at + 2]
            menu = all(is_navigation(piece) for piece in self.lines[at].text.split(" | "))
            if count and count in beside and not menu:
                self.marks[at] = []

    def _prose(self, at: int) -> bool:
        line = self.lines[at]
        if self.marks[at] or line.bullet:
            return False
        return len(line.text) > _LONG or _STOPS.search(line.text[-_STOP_REACH:]) is not None

    def _stopped(self, at: int) -> bool:
        """Tell prose, or a line that leads over to a list."""
        return self._prose(at) or self.lines[at].text.endswith(":")

    def _survey(self, first: int, last: int) -> None:
        """Note for every line what stands above it, in one pass: runs of short lines, link lists, the footer's end."""
        run, related, self.footer = first, False, len(self.lines)
        for at in range(len(self.lines)):
            if at == 0 or self._stopped(at - 1) or self.marks[at - 1] or at <= first:
                run = at
            related = not self._prose(at) and (related or any(mark.kind is Kind.RELATED for mark in self.marks[at]))
            if at > last and self.marks[at]:
                self.footer = min(self.footer, at)
            self.runs.append(run)
            self.links.append(related)

    def _cut_comments(self) -> None:
        """End the page where its readers' comments begin."""
        total = sum(len(line.text) for at, line in enumerate(self.lines) if self._prose(at))
        seen = 0
        for at, line in enumerate(self.lines):
            if any(mark.kind is Kind.COMMENTS for mark in self.marks[at]) and total and seen >= _COMMENTS_FROM * total:
                del self.lines[at:], self.marks[at:]
                return
            seen += len(line.text) * self._prose(at)

    def _bounds(self) -> tuple[int, int]:
        """Return the first and the last paragraph of the body."""
        prose = [at for at in range(len(self.lines)) if self._prose(at)]
        headline = self._headline_with_stop(prose)
        captions: set[int] = set()
        above = self._above_headline(prose)
        prose = [at for at in prose if at > above]
        for at in prose:
            if self._is_caption(at) or self._is_about_writer(at):
                captions.add(at)
            elif self.body_from is None and at != headline:
                self.body_from = at
        inside = [at for at in prose if at not in captions and at != headline]
        if not inside:
            rest = [at for at in range(len(self.lines)) if not self.marks[at] and at not in captions]
            self.has_prose = False
            has_title = self.draft.title is not None or len(rest) < 2  # noqa: PLR2004 - a title and something below it
            return (rest[0 if has_title else 1], rest[-1]) if rest else (len(self.lines), -1)
        return self._table_before(inside[0]), inside[-1]

    def _above_headline(self, prose: list[int]) -> int:
        """Return where the known headline stands above most of the prose, or -1; other prose above it is not its."""
        title, below = fold(self.draft.title or ""), 0
        sizes = {at: len(self.lines[at].text) for at in prose}
        total = sum(sizes.values())
        for at in reversed(range(len(self.lines))):
            if title and 2 * below > total and fold(self.lines[at].text) == title:
                return at
            below += sizes.get(at, 0)
        return -1

    def _headline_with_stop(self, prose: list[int]) -> int | None:
        """Find a headline that is a question or an exclamation."""
        if self.draft.title is not None or len(prose) < 2:  # noqa: PLR2004
            return None
        free = next((at for at in range(len(self.lines)) if not self.marks[at] and not self.lines[at].bullet), None)
        text = self.lines[prose[0]].text
        asks = text.endswith(("?", "!")) and len(text) <= _LONG
        return prose[0] if free == prose[0] and asks and len(self.lines[prose[1]].text) > len(text) else None

    def _table_before(self, first: int) -> int:
        """Let a table that stands between the headline and the first prose begin the body, or a live page's time."""
        at = first
        while at and not self.marks[at - 1] and not self.lines[at - 1].bullet and is_row(self.lines[at - 1].text):
            at -= 1
        if at == 0 and first and self.draft.title is None:
            at = 1
        rows = [line.text for line in self.lines[at:first]]
        told = len(rows) > 1 and all("|" in row for row in rows)
        told = told or (at > 0 and len(rows) == 1 and _ENTRY.match(rows[0]) is not None)
        return at if told or len(rows) > 2 else first  # noqa: PLR2004 - fewer are a headline with a figure

    def _points_before(self, first: int) -> int:
        """Let bullets right above the body begin it where they sum it up or tell what it does not: no teasers."""
        at = first
        while at and self.lines[at - 1].bullet and not self.marks[at - 1]:
            at -= 1
        listed = at and any(mark.kind is Kind.RELATED for mark in self.marks[at - 1])
        body = " ".join(line.text for line in self.lines[first:]).casefold()
        points = [_TELLING.findall(line.text) for line in self.lines[at:first]]
        telling = sum(any(word.casefold() not in body for word in point) for point in points)
        summary = 0 < at < first and fold(self.lines[at - 1].text) in _SUMMARY
        return at if summary or (not listed and 2 * telling > max(len(points), 2)) else first

    def _is_caption(self, at: int) -> bool:
        below = self.marks[at + 1] if at + 1 < len(self.lines) else []
        credited = any(mark.kind is Kind.CREDIT for mark in below)
        above = self.body_from is None or at < self.body_from
        return is_caption(self.lines[at].text, credited=credited, above_body=above)

    def _is_about_writer(self, at: int) -> bool:
        """Tell a line such as "Ms. Doe is a novelist." right below the byline."""
        text = self.lines[at].text
        names = [byline(mark.text) for mark in self.marks[at - 1] if mark.kind is Kind.BYLINE] if at else []
        family = names[0].split()[-1] if names and names[0] else None
        return (
            bool(family)
            and len(text) <= _LONG
            and re.match(rf".{{0,40}}\b{re.escape(family or '')},? is ", text) is not None
        )

    def _title(self, first: int) -> int | None:
        """Return the line of the headline, if the draft has none and there is one above the body."""
        if self.draft.title is not None:
            return None
        lines = [
            at
            for at in range(min(first, len(self.lines)))
            if not self.marks[at]
            and not self.lines[at].bullet
            and not self._is_caption(at)
            and not _tells_place(self.lines[at].text)
            and len(self.lines[at].text) <= _TITLE
        ]
        if masthead := self._masthead(lines):
            at, name = masthead
            self.draft.outlet = self.draft.outlet or name
            lines.remove(at)
        words = [len(re.findall(r"\w+", self.lines[at].text.replace(" and ", " "))) for at in lines[:2]]
        kicker = len(words) > 1 and words[0] <= 2 < words[1]  # noqa: PLR2004 - "Court & Crime" above the headline
        return lines[1 if kicker and not self._is_headline(lines[0], lines[1]) else 0] if lines else None

    def _is_headline(self, at: int, below: int) -> bool:
        """Tell whether a line is a headline: a byline or a date parts it from the one below, or this one is dated."""
        told = {mark.kind for marked in self.marks[at:below] for mark in marked}
        return not told.isdisjoint({Kind.BYLINE, Kind.DATE}) or bool(dates.find(self.lines[below].text))

    def _masthead(self, lines: list[int]) -> tuple[int, str] | None:
        """Find the outlet's name above the headline, and its line.

        The copyright line names it too, or a menu stands below it, or it opens the page and ends as such names do.
        """
        for at in lines[:-1]:  # the only line is the headline
            name = _TAGLINE.split(self.lines[at].text)[0].strip()
            if self.hints.holder and _same_outlet(name, self.hints.holder):
                return at, tidy_names(name)
            menu = at + 1 < lines[-1] and _is_menu(self.marks[at + 1])
            opens = at == 0 and _PAPER.search(name) and not is_navigation(name.split()[0])
            if (menu or opens) and is_title_case(name) and len(name.split()) <= 5:  # noqa: PLR2004
                return at, tidy_names(name)
        return None

    def _learn_from_header(self, first: int) -> None:
        """Read what no word such as "By" marks: names beside a date or a role, places with a date, dates of photos."""
        signed = any(mark.kind is Kind.BYLINE for told in self.marks[:first] for mark in told)
        for at in range(min(first, len(self.lines))):
            text = self.lines[at].text
            if self.marks[at] or text == self.draft.title:
                continue
            self.hints.caption_dates += [found.day for found in dates.find(text)]
            if told := signature.read(text):
                self.hints.learn_signature(told, names=not signed and (told.sure or self._stands_signed(at)))

    def _stands_signed(self, at: int) -> bool:
        """Tell whether a date stands right above or below a line, or a writer's role below it."""
        beside = self.marks[max(0, at - 1) : at] + self.marks[at + 1 : at + 2]
        if any(mark.kind is Kind.DATE for told in beside for mark in told):
            return True
        below = self.lines[at + 1].text if at + 1 < len(self.lines) else ""
        told = signature.read(below)
        return is_role(below) or (told is not None and told.published is not None)

    def _results(self, first: int) -> list[str]:
        """Return the final scores between the headline and the first paragraph: "Ryd Rovers 2, Dunford Town 1"."""
        above = [line.text for at, line in enumerate(self.lines[:first]) if not self.marks[at]]
        return [text for text in above if is_result(text) and not self._repeats(text)]

    def _belongs(self, at: int, last: int) -> bool:
        """Tell whether a line from the first prose on is the article's own."""
        line = self.lines[at]
        if (
            self.marks[at]
            or self._repeats(line.text)
            or self._tells_of_writer(line.text)
            or (not line.bullet and self._is_caption(at))
        ):
            return False
        if self._prose(at):
            return True
        if is_dashed(line.text) or self.links[at]:
            return False
        if line.bullet or is_row(line.text) or is_result(line.text):
            return at <= last or at < self.footer
        return self._unstopped_belongs(at, last)

    def _unstopped_belongs(self, at: int, last: int) -> bool:
        """Judge a short line without a stop: a subhead or a tag goes, one of a list or a cut-off sentence stays."""
        text = self.lines[at].text
        if not self.has_prose:
            return True
        if at > last >= 0 and not at < self.footer:
            return False
        run = self.runs[at]
        leads = text.endswith(":") and at + 1 < len(self.lines) and not self.marks[at + 1]
        leads = leads or (_CORRECTION.fullmatch(text) is not None and at + 1 < len(self.lines) and self._prose(at + 1))
        if leads or _SPOKEN.match(text) or _SIGNED.search(text) or (run > 0 and self.lines[run - 1].text.endswith(":")):
            return True
        if is_title_case(text) and len(text) <= _LONG:
            return False
        below = at + 1 < len(self.lines) and not self.marks[at + 1] and not self._stopped(at + 1)
        listed = run < at or below
        return (listed and at <= last) or len(text.split()) > _SUBHEAD_WORDS

    def _repeats(self, text: str) -> bool:
        """Tell whether a line prints the headline or the byline again."""
        names = (self.draft.title, self.draft.byline)
        return any(name and fold(name.strip(" -–—.")) == fold(text.strip(" -–—.")) for name in names)

    def _trimmed(self, body: list[str]) -> list[str]:
        """Take the dateline off the first paragraph, and photo credits off all."""
        if body and (line := dateline.read(body[0], " ".join(body[1:]))):
            body[0] = body[0][line.length :].strip()
            self.hints.learn_dateline(line)
        return [text for paragraph in body if (text := dateline.without_photo_credit(paragraph))]

    def _tells_of_writer(self, text: str) -> bool:
        """Tell a line below the article such as "Jane Doe is a staff writer." or "Contact Jane Doe at ..."."""
        if len(text) > _TITLE:
            return False
        names = (name for name in re.split(r",? and |, ", self.draft.byline or "") if " " in name)
        return any(_WRITES.match(text.replace(name, "@", 1)) is not None for name in names if name in text)


def _tells_place(text: str) -> bool:
    """Tell a line of a place and a date, "RYD, Tuesday 21 May 2024", from a headline."""
    told = signature.read(text)
    return told is not None and bool(told.place)


def _is_menu(told: list[Mark]) -> bool:
    """Tell a bar of sections from buttons to share an article, which stand below a headline."""
    sections = any(mark.kind is Kind.NAVIGATION for mark in told)
    return sections and not any(_SHARED.search(mark.text) for mark in told)


def _same_outlet(name: str, other: str) -> bool:
    return fold(name).removeprefix("the ") == fold(other).removeprefix("the ")

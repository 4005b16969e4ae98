"""A line → what each of its pieces is, be they parted by bars, by arrows or by stops: the furniture among them."""

from __future__ import annotations

import re

from index import dates
from index.furniture import (
    LONGEST,
    NAME,
    Kind,
    Mark,
    is_aside,
    is_glued,
    is_navigation,
    is_title_case,
    mark,
    outlet_named,
    tidy_names,
)

_SEPARATOR = re.compile(r"\s*[|•·›»]\s*|\s+[>/~.]\s+")
_PART = re.compile(r"\s*[|•·,;]\s*|\s+[-–—]\s+")
_CRUMB = re.compile(r"\s[>›»]\s")
_STOP = re.compile(r"""(?<=[.!?])\s+""")
_NAMED = re.compile(NAME)
_CORRESPONDENT = re.compile(r"(?:from|by) (?:our|a|the) (?:\w+ ){0,2}(?:correspondents?|reporters?|staff)\b", re.I)


def marks(text: str) -> list[Mark]:
    """Tell what a line is if it is not the article's: one mark, or one for each of its pieces."""
    if len(text) > LONGEST or not text:
        return [Mark(Kind.NAVIGATION, text)] if is_glued(text) else []
    whole = mark(text)
    if whole:
        return [whole]
    return _header(text) or _parted(text) or _sentences(text)


def _parted(text: str) -> list[Mark]:
    """Tell a line parted by bars or arrows: all of it is furniture, or it is a bar of sections."""
    pieces = [piece for piece in _SEPARATOR.split(text) if piece]
    found = [(piece, mark(piece)) for piece in pieces]
    told = [mark for _, mark in found if mark]
    if len(pieces) < 2:  # noqa: PLR2004
        return []
    if len(told) == len(found):
        return told
    crumbs = _CRUMB.search(text) is not None
    if not _is_bar(pieces, least=2 if crumbs else 3):
        return []
    bar = Mark(Kind.NAVIGATION, text)
    return [Mark(Kind.MASTHEAD, tidy_names(pieces[0])), bar] if crumbs and told and _heads(pieces[0]) else [bar]


def _heads(crumb: str) -> bool:
    """Tell whether the first of a page's crumbs, "Ryd Evening News > Local", is its outlet and no section."""
    words = crumb.split()
    return len(words) > 1 and is_title_case(crumb) and not is_navigation(crumb) and not is_navigation(words[0])


def _header(text: str) -> list[Mark]:
    """Tell a line of an outlet, a full date and at most one thing more: "(Ryd Daily, 27 March 2024, Liv Strand)"."""
    found = dates.find(text)
    if len(found) != 1:
        return []
    rest = f"{text[: found[0].start]} | {text[found[0].end :]}"
    pieces = [piece.strip("()[] -–—") for piece in _PART.split(rest)]
    pieces = [piece for piece in pieces if not dates.says_nothing(piece)]
    others = [piece for piece in pieces if not outlet_named(piece)]
    if len(pieces) - len(others) != 1 or len(others) > 1:
        return []
    outlet = next(piece for piece in pieces if piece not in others)
    told = [Mark(Kind.OUTLET, outlet), Mark(Kind.DATE, text)]
    for other in others:
        if known := mark(other):
            told.append(known)
        elif _NAMED.fullmatch(other):
            told.append(Mark(Kind.BYLINE, f"By {other}"))
        elif not _CORRESPONDENT.match(other):
            return []
    return told


def _sentences(text: str) -> list[Mark]:
    """Tell a line of which every sentence is furniture: "Did you like this? Sign up for more. Follow us on X."."""
    pieces = [piece for part in _SEPARATOR.split(text) for piece in _STOP.split(part) if piece]
    found = [(piece, mark(piece.removesuffix("."))) for piece in pieces]
    told = [mark for _, mark in found if mark]
    whole = len(pieces) > 1 and all(mark or is_aside(piece) for piece, mark in found)
    return told if whole else []


def _is_bar(pieces: list[str], least: int) -> bool:
    """Tell a bar of section names from a row of a table: short pieces without figures or stops."""
    return len(pieces) >= least and all(
        len(piece) <= 30 and len(piece.split()) <= 4 and not re.search(r"[\d.?;:]", piece)  # noqa: PLR2004
        for piece in pieces
    )

"""Raw text → its paragraphs: odd characters normalised, hard-wrapped lines joined, bullets told apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_SPACE = re.compile(r"[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BREAK = re.compile(r"\r\n?|[\v\f\x85\u2028]")
# Soft hyphens, zero-width and direction marks, control characters, halves of an emoji.
# The joiners mean something outside Latin script.
_NOTHING = re.compile(
    r"[\xad\u200b\u2060\ufeff\u180e\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]"
    r"|(?<=[\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?=[\x00-\x7f])"
)
_BLANK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_BULLET = re.compile(r"\s*(?:[•●▪■◦‣∙·►▶➤★✓*+]|[-–—](?=\s))\s*(?=\S)")
_DASHED = re.compile(r"\s*[-–—]+ .{1,100} ?[-–—]+$")
_ENDS = re.compile(r"""[.!?:;…。！？]["'”’»)\]]*$""")
_WIDEST = 100
"""Longest line of a hard-wrapped text, in characters."""
_RAGGED = 12
"""How much shorter than it could be a wrapped line may be."""
_NARROWEST = 40
_COLUMN = re.compile(r"\t\s*| {2,}")
_KEYED = re.compile(r"\s*[A-Z0-9][\w.'’-]{0,20}(?: [\w.'’-]{1,20}){0,2} ?: ")
BAR = " | "
"""What parts the cells of a table's row; such a line stands alone."""
_CELL = 40
_COLUMNS = 1000
"""Longest row of a table or menu, and of one of its cells, in characters."""


_FACT = re.compile(r"[^:|]{1,60}[:|]\s?[^|]{0,200}\d|\d[\d.,]* \w|.{0,80}\s(?:--|[-–—:])\s.{0,80}\d")
_TEAM = r"[A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){0,3}"
_RESULT = re.compile(rf"{_TEAM} \d{{1,3}}(?:,? {_TEAM} \d{{1,3}}|\s?[-–]\s?\d{{1,3}} {_TEAM})(?: \([^()]{{1,60}}\))?")
_ITEM = re.compile(r"(?:\d{1,3}[.)]|[a-z]\)|\(\w{1,3}\))\s")


class Line(NamedTuple):
    """One paragraph on one line, without its bullet."""

    text: str
    bullet: bool = False


def normalise(text: str) -> str:
    """Return the text in NFC, with plain line breaks and without what no reader of a page sees; spaces stay.

    Not seen are invisible characters and HTML comments, which a page's source may have left in a text of any format.
    """
    text = _BREAK.sub("\n", "".join(_seen(text))).replace("\u2029", "\n\n")
    return unicodedata.normalize("NFC", _NOTHING.sub("", text))


def _seen(text: str) -> Iterator[str]:
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        yield text[at:start]
        at = end + len("-->")
        if text[start - 1 : start] == text[at : at + 1] == " ":
            at += 1
    yield text[at:]


def paragraphs(text: str) -> list[Line]:
    """Split normalised text into paragraphs.

    A blank line always ends one. A single line break does too, unless the text was wrapped at a fixed width.
    """
    blocks = [[line for line in block.split("\n") if line.strip()] for block in _BLANK.split(text)]
    # The short lines above the first blank one, headline, byline and date, tell nothing of the width of the others.
    told = blocks[1:] if len(blocks) > 1 and all(len(line) < _NARROWEST for line in blocks[0]) else blocks
    width = _wrap_width([line for block in told for line in block[:-1]], [block[-1] for block in told if block])
    found = (_line(joined) for block in blocks for joined in _unwrapped(block, width))
    return [line for line in found if line.text]


def _line(raw: str) -> Line:
    bullet = None if len(raw) <= 2 * _WIDEST and _DASHED.match(raw) else _BULLET.match(raw)
    text = raw[bullet.end() :] if bullet else raw
    if _COLUMN.search(text.strip()[:_COLUMNS]):
        text = _with_bars(text)
    return Line(_SPACE.sub(" ", text).strip(), bullet is not None)


def _with_bars(text: str) -> str:
    """Part columns by bars: menus and rows of tables are copied with tabs or wide gaps between their cells."""
    cells = _COLUMN.split(text.strip())
    short = all(len(cell) <= _CELL for cell in cells)
    return BAR.join(cells) if len(cells) >= 3 and short else text  # noqa: PLR2004 - two are a slip of the thumb


def _wrap_width(lines: list[str], last: list[str]) -> int | None:
    """Return the width at which the lines that others follow were wrapped, or None if they were not.

    ``last`` are the lines that end their blocks: where they are wide, the text was not wrapped at all.
    """
    lines = [line for line in lines if BAR not in line]
    short = [line for line in lines if len(line) <= _WIDEST]
    width = max(map(len, short), default=0)
    wide = sum(len(line) > _WIDEST for line in last)
    if width < _NARROWEST or len(short) < 0.9 * len(lines) or 2 * wide >= len(last):
        return None
    cut = sum(not _ENDS.search(line.rstrip()[-20:]) and len(line) >= width - 2 * _RAGGED for line in short)
    return width if cut >= 0.4 * len(short) else None


def _unwrapped(block: list[str], width: int | None) -> Iterator[str]:
    """Yield the paragraphs of a block of lines."""
    parts: list[str] = []
    for line in block:
        if parts and not _goes_on(parts[-1], line, width):
            yield _joined(parts)
            parts = []
        parts.append(line)
    if parts:
        yield _joined(parts)


def _goes_on(line: str, following: str, width: int | None) -> bool:
    """Tell whether a line was broken only because the next word did not fit."""
    if (
        width is None
        or BAR in line
        or BAR in following
        or _BULLET.match(following)
        or _KEYED.match(following)
        or (following[:1].isspace() and not line[:1].isspace())
    ):
        return False
    word = following.split(maxsplit=1)[0]
    full = len(line.rstrip()) + 1 + len(word) > width - _RAGGED
    return full or (following[:1].islower() and not _ENDS.search(line.rstrip()[-20:]))


def _joined(parts: list[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        hyphen = text[-1:] == "-" and text[-2:-1].isalpha() and part.lstrip()[:1].islower()
        text = text.rstrip() + ("" if hyphen else " ") + part.lstrip()
    return text


def is_row(text: str) -> bool:
    """Tell whether a line looks like a row of a table or list: a label and a figure, cells, a counted item."""
    return _FACT.match(text) is not None or _ITEM.match(text) is not None or BAR in text


def is_result(text: str) -> bool:
    """Tell a line that is a final score: "Ryd Rovers 2, Dunford Town 1 (after extra time)"."""
    return _RESULT.fullmatch(text) is not None

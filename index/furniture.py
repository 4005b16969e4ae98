"""What stands around an article on its page: navigation, credits, bylines, notices. Told from one line alone."""

from __future__ import annotations

import re
import tomllib
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from index import dates

_LONGEST = 400
"""Longer lines are never furniture; this also bounds the time of every pattern here."""


class Kind(Enum):
    """What a line that is not part of an article is instead."""

    NAVIGATION = auto()
    RELATED = auto()
    COMMENTS = auto()
    CREDIT = auto()
    BYLINE = auto()
    DATE = auto()
    NOTICE = auto()
    OUTLET = auto()
    REPORTERS = auto()


class Mark(NamedTuple):
    """A piece of furniture and its text."""

    kind: Kind
    text: str


_TABLES = tomllib.loads(Path(__file__).with_name("furniture.toml").read_text(encoding="utf-8"))
AGENCIES: dict[str, str] = {name.lower(): shown for shown, names in _TABLES["agencies"].items() for name in names}
"""Names of news agencies in lower case, and how each is shown."""
_WORD = r"[A-ZÀ-Þ][\w’'-]+"
_PAPER = re.compile(
    r"(?:The )?(?!(?:About|By|Follow|From|Join|Newer|Next|Older|Previous|Read|Search|Subscribe|Support|Visit) )"
    rf"(?:(?!The ){_WORD} ){{1,3}}"
    r"(?:Post|Times|Herald|Chronicle|Tribune|Gazette|Journal|Courier|Observer|"
    r"Telegraph|Guardian|Examiner|Ledger|Bulletin|Sentinel|Dispatch|Daily|Weekly|Inquirer|Enquirer|Mercury|Advertiser|"
    r"Mirror|Globe|Echo|Argus|Standard|Express|Magazine|Monthly|Radio|Television|Broadcasting|Dagblad|Tagblatt|Zeitung)"
    rf"(?: of {_WORD})?"
    rf"|The (?:{_WORD} ){{0,3}}(?:News|Press|Record|Review|Register|Monitor|Mail|Star|Sun)"
    rf"|(?:Radio|(?:Jornal|Journal|Diario|Diário|Correio|Corriere|Gazzetta|Gazeta)(?: d\w{{1,4}}| of)?) {_WORD}"
)
_OUTLETS = {name.lower().removeprefix("the "): name for name in _TABLES["outlets"]}
_WORD_TABLE = {
    **dict.fromkeys(_TABLES["sections"] + _TABLES["words"], Kind.NAVIGATION),
    **dict.fromkeys(_TABLES["comments"], Kind.COMMENTS),
    **dict.fromkeys(_TABLES["related"], Kind.RELATED),
}
_AGENCY = "|".join(sorted(map(re.escape, AGENCIES), key=len, reverse=True))
_LIBRARIES = "|".join(sorted(map(re.escape, _TABLES["photo_libraries"]), key=len, reverse=True))

_NAME = r"[A-ZÀ-Þ][\w.’'-]{0,30}(?: (?:(?!in |for |of |at )[a-z]{1,3} )?[A-ZÀ-Þ][\w.’'-]{0,30}){0,4}"
NAMES = rf"{_NAME}(?:(?:, and|,| and| &|;) {_NAME}){{0,5}}"
_BYLINE = re.compile(
    rf"(?:(?:By|BY|by)|(?:Written|Reported|Story|Text|Words) by|(?:Author|Authors|Byline|Reporter):)\s{{0,3}}({NAMES})"
    r"(?: (?:in|for|of|at) [A-Z][\w .,-]{1,40})?(?:\s{0,3}[,|–—-]\s{0,3}[^.!?]{1,60})?\s{0,3}[-–—,|]?$"
)
_NAMED = re.compile(_NAME)
_NOT_A_NAME = re.compile(rf"(?:{'|'.join(dates.WEEKDAYS)}|{dates.MONTH}|The|This|That|An?|Then|Now|All|Design)\b")
_ROLE = re.compile(
    rf"({_NAME}),? (?:in [A-Z]\w+, )?(?:[\w' -]{{0,40}} )?"
    r"(?:[Cc]orrespondent|[Ss]taff [Ww]riter|[Ee]ditor|[Rr]eporter)s?$"
)
_MEDIUM = (
    r"(?:file )?(?:photo(?:s|graph|graphs|grapher)?|image|picture|pic|illustration|video|graphic|credit|caption)s?"
)
_CREDIT = re.compile(
    rf"[(\[]?(?:{_MEDIUM}(?: credits?| courtesy| source| by)?\s?[:©/]|(?:image|media) (?:source|copyright|caption)\b"
    r"|(?:photo(?:graph)?s?|image|picture|illustration|video) (?:by|courtesy|credit)\b"
    rf"|©\s?(?:{_AGENCY}|{_LIBRARIES})\b|(?:ap|afp|epa|reuters) (?:photo|file photo)\b"
    rf"|(?:{_AGENCY}|{_LIBRARIES})\s?/\s?\w|(?:{_LIBRARIES})[)\]]?$)",
    re.IGNORECASE,
)
_CREDIT_END = re.compile(
    rf"[(\[]?[\w .'’,&-]{{2,60}}(?:/| via | for )\s?(?:{_AGENCY}|{_LIBRARIES})(?:[/ ][\w .-]{{1,40}})?[)\]]?\.?$",
    re.IGNORECASE,
)
_REPORTERS = re.compile(
    rf"[(\[]?(?:(?:(?:Additional|Further|With) )?[Rr]eporting|Writing|[Ee]diting|Compiled|With (?:assistance|files)"
    rf"|[—–-]+\s?With (?:assistance|reporting)) (?:by|from) ({NAMES})?"
)
_CONTRIBUTED = re.compile(r"[A-ZÀ-Þ][^.!?]{3,150} contributed (?:to this (?:report|article|story)|reporting)\b")
_NOTICE = re.compile("|".join(_TABLES["notices"]), re.IGNORECASE)
_SPEECH = re.compile(r"\b(?:said|says|saying|wrote|told|added|asked|urged)\b")
_COMMENT_COUNT = re.compile(
    r"(?:\d[\d,]*|no|view all|show|loading) (?:\d+ )?comments?(?: ?\(\d+\))?$|comments?:? \(?\d+\)?$", re.I
)
_SOURCE = re.compile(rf"[(\[]?[-–—/]{{0,2}}\s?(?:source ?:|courtesy ?:|via)?\s?({_AGENCY})[)\]]?\.?$", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[|•·›»]\s*|\s+[>/~]\s+")
_PART = re.compile(r"\s*[|•·,;]\s*|\s+[-–—]\s+")
_CORRESPONDENT = re.compile(r"(?:from|by) (?:our|a|the) (?:\w+ ){0,2}(?:correspondents?|reporters?|staff)\b", re.I)
_CRUMB = re.compile(r"\s[>›»]\s")
_HOLDER = re.compile(
    r"(?:©|\(c\)|copyright)[\s\d–,©-]{0,20}(?:copyright |by )?([A-ZÀ-Þ][\w.&’' -]{1,60})(?!\w)", re.IGNORECASE
)
_COMPANY = re.compile(r"(?: (?:LLC|LLP|Inc|Ltd|Limited|Co|Company|Corp|plc|GmbH|Newspapers?))+$")
_COPYRIGHT_YEAR = re.compile(r"(?:©|\(c\)|copyright)\s{0,3}(?:©\s)?(\d{4})(?!\s?[-–])", re.IGNORECASE)
_RULE = re.compile(r"[\W_]+$")
_GLUED = re.compile(r"(?<=[a-z.!?)])(?=[A-Z][a-z])")
_MENU, _MENU_ITEM = 5, 40
"""Least words run together, "HomeNewsSport", of a menu whose breaks were lost, and most characters for each."""
_DASHES = "-–—"


def marks(text: str) -> list[Mark]:
    """Tell what a line is if it is not the article's: one mark, or one for each piece of a line parted by bars."""
    if len(text) > _LONGEST or not text:
        return [Mark(Kind.NAVIGATION, text)] if _is_glued(text) else []
    whole = _mark(text)
    if whole:
        return [whole]
    if header := _header(text):
        return header
    pieces = [piece for piece in _SEPARATOR.split(text) if piece]
    if len(pieces) > 1:
        found = [(piece, _mark(piece)) for piece in pieces]
        told = [mark for _, mark in found if mark]
        others = [piece for piece, mark in found if not mark]
        if not others:
            return told
        if _is_bar(pieces, least=2 if _CRUMB.search(text) else 3):
            return [Mark(Kind.NAVIGATION, text)]
    return []


def _is_glued(text: str) -> bool:
    """Tell a menu whose breaks were lost, "HomeNewsSport", from a sentence or a list of names such as "YouTube"."""
    joints = len(_GLUED.findall(text))
    return _MENU <= joints >= len(text) / _MENU_ITEM and joints > 2 * text.count(", ") and text[-1] not in '.!?"”’'


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
        if mark := _mark(other):
            told.append(mark)
        elif _NAMED.fullmatch(other):
            told.append(Mark(Kind.BYLINE, f"By {other}"))
        elif not _CORRESPONDENT.match(other):
            return []
    return told


def _mark(text: str) -> Mark | None:
    kind = _WORD_TABLE.get(fold(text))
    if kind:
        return Mark(kind, text)
    if _RULE.match(text) or _is_glued(text):
        return Mark(Kind.NAVIGATION, text)
    if outlet_named(text):
        return Mark(Kind.OUTLET, text)
    if _SOURCE.match(text):
        return Mark(Kind.OUTLET, text)
    dated = any(char.isdigit() for char in text)
    if dated and (dates.on_its_own(_AGENCY_WORD.sub("", text)) or dates.is_time_stamp(text)):
        return Mark(Kind.DATE, text)
    return _phrase(text)


def _phrase(text: str) -> Mark | None:
    if byline(text):
        return Mark(Kind.BYLINE, text)
    if _COMMENT_COUNT.match(text):
        return Mark(Kind.COMMENTS, text)
    if _REPORTERS.match(text) or _CONTRIBUTED.match(text):
        return Mark(Kind.REPORTERS, text)
    if _CREDIT.match(text) or (_CREDIT_END.match(text) and not text.endswith((". ", "said."))):
        return Mark(Kind.CREDIT, text)
    return Mark(Kind.NOTICE, text) if _NOTICE.match(text) and not _SPEECH.search(text) else None


def fold(text: str) -> str:
    """Return a line in lower case without the punctuation and arrows around it, to compare it by."""
    return " ".join(text.replace("’", "'").casefold().split()).strip(" :…<>»«›‹→←▼▲▶►*#_=~").removesuffix("...")


def is_navigation(text: str) -> bool:
    """Tell whether a piece of a line is a section's name or a button."""
    return fold(text) in _WORD_TABLE


def outlet_named(text: str) -> str | None:
    """Return an outlet's or agency's name if the line is that and no more: a well-known one, or "The Ryd Gazette"."""
    name = tidy_names(text)
    return _OUTLETS.get(fold(text).removeprefix("the ")) or (name if _PAPER.fullmatch(name) else None)


def agency(text: str) -> str | None:
    """Return the first news agency named anywhere in a short text (initials count in capitals only), or None."""
    for found in _AGENCY_WORD.finditer(text):
        if len(found[0]) > 4 or found[0].isupper() or found[0] == "dpa":  # noqa: PLR2004 - "Pa" is a state
            return AGENCIES[found[0].lower()]
    return None


_AGENCY_WORD = re.compile(rf"(?<!\w)(?:{_AGENCY})(?!\w)", re.IGNORECASE)


def byline(text: str) -> str | None:
    """Return the names of a line such as "By Jane Doe and John Roe, Reuters" or "Jane Doe, Staff Writer"."""
    for found in reversed(dates.find(text)):
        text = (text[: found.start].rstrip(" ,|–—-") + " " + text[found.end :]).strip()
    match = _BYLINE.match(text) or _ROLE.match(text)
    if not match or _NOT_A_NAME.match(match[1]):
        return None
    return without_agency(tidy_names(match[1]))


def tidy_names(names: str) -> str:
    """Write names given in capitals as "Jane Doe" and drop the dashes around them."""
    names = names.strip(" ,;|-–—")
    return re.sub(r" (And|Of) ", lambda small: small[0].lower(), names.title()) if names.isupper() else names


def without_agency(names: str) -> str:
    """Take the agency or outlet off "Jane Doe, Associated Press"."""
    parts = [part for part in names.split(", ") if part.lower() not in AGENCIES and not outlet_named(part)]
    return ", ".join(parts) or names


def reporters(text: str) -> str | None:
    """Return the names of "(Reporting by Jane Doe; Editing by ...)"."""
    match = re.match(rf"[(\[]?Reporting by ({NAMES})(?= in |[;)\]]|$)", text[:_LONGEST])
    return tidy_names(match[1].split(";")[0]) if match else None


def holder(text: str) -> str | None:
    """Return who a copyright line names: "© 2019 The Quayside Bulletin. All rights reserved."."""
    match = _HOLDER.search(text)
    if not match:
        return None
    name = _COMPANY.sub("", re.split(r"\.(?:\s|$)|,| - |(?i:all rights\b)", match[1])[0].strip(" .-"))
    return name if name[:1].isupper() and not fold(name).startswith("all rights") else None


def copyright_year(text: str) -> int | None:
    """Return the year of a copyright line, or None if it has none or a span of years."""
    match = _COPYRIGHT_YEAR.search(text)
    return int(match[1]) if match else None


def _is_bar(pieces: list[str], least: int) -> bool:
    """Tell a bar of section names from a row of a table: short pieces without figures or stops."""
    return len(pieces) >= least and all(
        len(piece) <= 30 and len(piece.split()) <= 4 and not re.search(r"[\d.!?;:]", piece)  # noqa: PLR2004
        for piece in pieces
    )


_SMALL = frozenset(
    "a an and as at but by de del der di du for from in la le of on or the to van von vs with y al".split()
)


def is_title_case(text: str) -> bool:
    """Tell whether every word but the small ones begins with a capital and no figure stands among them."""
    words = text.strip(_DASHES + " ").split()
    return (
        not any(char.isdigit() for char in text)
        and all(word.lstrip("\"'“‘«([")[:1].isupper() or word in _SMALL or not word[0].isalpha() for word in words)
        and any(word[:1].isupper() for word in words)
    )


def is_dashed(text: str) -> bool:
    """Tell a subhead between dashes: "- Turkey and Russia -"."""
    return bool(re.fullmatch(r"[-–—]{1,3}\s?\S[^\n]{0,100}?\S?\s?[-–—]{1,3}", text)) and len(text) <= 110  # noqa: PLR2004

"""What stands around an article on its page: navigation, credits, bylines, notices. Told from a piece of a line."""

from __future__ import annotations

import re
import tomllib
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from index import dates

LONGEST = 400
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
    MASTHEAD = auto()
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
_BUTTONS = frozenset(_TABLES["words"])
_BARS = _BUTTONS | frozenset(_TABLES["sections"])
_BUTTON_WORDS = 5
_AGENCY = "|".join(sorted(map(re.escape, AGENCIES), key=len, reverse=True))
_LIBRARIES = "|".join(sorted(map(re.escape, _TABLES["photo_libraries"]), key=len, reverse=True))

NAME = r"[A-ZÀ-Þ][\w.’'-]{0,30}(?: (?:(?!in |for |of |at )[a-z]{1,3} )?[A-ZÀ-Þ][\w.’'-]{0,30}){0,4}"
NAMES = rf"{NAME}(?:(?:, and|,| and| &|;) {NAME}){{0,5}}"
_BYLINE = re.compile(
    r"(?:(?:By|BY|by|From(?= \w+ [A-ZÀ-Þ].* (?:in|at) ))|(?:Written|Reported|Story|Text|Words) by"
    rf"|(?:Authors?|Byline|Reporter|Text|Words):)\s{{0,3}}({NAMES})"
    r"(?:,? (?:in|for|of|at) (?:the )?[A-ZÀ-Þ][\w .,-]{1,40})?(?:\s{0,3}[,|–—-]\s{0,3}[^.!?]{1,60})?\s{0,3}[-–—,|]?$"
)
NOT_A_NAME = re.compile(
    rf"(?:{'|'.join(dates.WEEKDAYS)}|{dates.MONTH}|The|This|That|An?|Then|Now|All|Design|Assistant|Associate|Chief|Deputy|"
    r"Foreign|Managing|Political|Senior|Special)\b"
)
_HANDLE = re.compile(r"[ ,|]{1,3}@\w+$")
_DUTY = r"(?:correspondent|staff(?: (?:writer|reporter|photographer))?|reporter|editor|columnist|contributor|writer)s?"
_DUTY_ALONE = re.compile(rf"(?:[\w&'’-]+ ){{0,4}}{_DUTY}", re.IGNORECASE)
_ROLE = re.compile(
    rf"({NAME}),? (?:in [A-Z]\w+, )?(?:[\w' -]{{0,40}} )?"
    r"(?:[Cc]orrespondent|[Ss]taff [Ww]riter|[Ee]ditor|[Rr]eporter)s?$"
)
_MEDIUM = (
    r"(?:(?:above|below|cover|file|front[- ]page|handout|inset|lead|left|main|right|staff|top) )?(?:photo(?:s|graph|"
    r"graphs|grapher)?|image|picture|pic|illustration|video|graphic|credit|caption)s?"
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
    r"[(\[]?(?:(?:(?:Additional|Further|Live|With) )?[Rr]eporting|Writing|[Ee]diting|Compiled"
    r"|With (?:assistance|files)|[—–-]+\s?With (?:assistance|reporting)) (?:by|from) "
    rf"({NAMES})?"
)
_EDITED = re.compile(rf"Edited by {NAMES}\.?$")
_CONTRIBUTED = re.compile(r"[A-ZÀ-Þ][^.!?]{3,150} contributed (?:to this (?:report|article|story)|reporting)\b")
_TEASER = re.compile("|".join(_TABLES["teasers"]), re.IGNORECASE)
_NOTICE = re.compile("|".join(_TABLES["notices"]), re.IGNORECASE)
_ASIDE = re.compile("|".join(_TABLES["asides"]), re.IGNORECASE)
_SPEECH = re.compile(r"\b(?:said|says|saying|wrote|told|added|asked|urged)\b")
_CORRECTS = re.compile(
    r"\b(?:earlier version|incorrect|incorrectly|misstated|misspelled|misspelt|misidentified|should have|in error)\b"
    r"|\bto correct\b|\bcorrection\b:?",
    re.IGNORECASE,
)
_COMMENT_COUNT = re.compile(
    r"(?:\d[\d,]*|all|no|view all|show|loading) (?:\d+ )?(?:readers?['’]? )?comments?(?: ?\(\d+\))?$"
    r"|(?:readers?['’]? )?comments?:? \(?\d+\)?$",
    re.IGNORECASE,
)
_SOURCE = re.compile(rf"[(\[]?[-–—/]{{0,2}}\s?(?:source ?:|courtesy ?:|via)?\s?({_AGENCY})[)\]]?\.?$", re.IGNORECASE)
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


def mark(text: str) -> Mark | None:
    """Tell what a line, or one piece of a line, is if it is furniture as a whole."""
    if len(text) > LONGEST:
        return None
    kind = _WORD_TABLE.get(fold(text))
    if kind is None and (_RULE.match(text) or is_glued(text) or _is_buttons(text)):
        kind = Kind.NAVIGATION
    if kind is None and (outlet_named(text) or _SOURCE.match(text)):
        kind = Kind.OUTLET
    dated = kind is None and any(char.isdigit() for char in text)
    if dated and (dates.on_its_own(_AGENCY_WORD.sub("", text)) or dates.is_time_stamp(text)):
        kind = Kind.DATE
    return Mark(kind, text) if kind else _phrase(text)


def is_glued(text: str) -> bool:
    """Tell a menu whose breaks were lost, "HomeNewsSport", from a sentence or a list of names such as "YouTube"."""
    joints = len(_GLUED.findall(text))
    return _MENU <= joints >= len(text) / _MENU_ITEM and joints > 2 * text.count(", ") and text[-1] not in '.!?"”’'


def _phrase(text: str) -> Mark | None:
    if byline(text):
        return Mark(Kind.BYLINE, text)
    if _COMMENT_COUNT.match(text):
        return Mark(Kind.COMMENTS, text)
    if _REPORTERS.match(text) or _EDITED.match(text) or _CONTRIBUTED.match(text):
        return Mark(Kind.REPORTERS, text)
    if _CREDIT.match(text) or (_CREDIT_END.match(text) and not text.endswith((". ", "said."))):
        return Mark(Kind.CREDIT, text)
    if _TEASER.match(text):
        return Mark(Kind.NAVIGATION, text)
    tells = _SPEECH.search(text) or _CORRECTS.search(text)
    return Mark(Kind.NOTICE, text) if not tells and (_NOTICE.match(text) or _claims(text)) else None


def _claims(text: str) -> bool:
    """Tell a copyright line that has no year and no more words: "(c) The Ryd Gazette"."""
    return text.lower().startswith("(c) ") and outlet_named(text[len("(c) ") :]) is not None


def is_aside(text: str) -> bool:
    """Tell a sentence that is furniture where all beside it is: "Did you like this?" before "Sign up for more."."""
    return _ASIDE.match(text) is not None and not _SPEECH.search(text)


def _is_buttons(text: str) -> bool:
    """Tell a row of buttons and sections with nothing between them: "Subscribe Log in", "News Sport Weather"."""
    words = re.findall(r"[^\s:,]+", fold(text))
    found, at = [], 0
    while at < len(words):
        size = next((n for n in range(_BUTTON_WORDS, 0, -1) if " ".join(words[at : at + n]) in _BARS), 0)
        if not size:
            return False
        found.append(" ".join(words[at : at + size]))
        at += size
    return len(found) > 2 or (len(found) > 1 and _BUTTONS.issuperset(found))  # noqa: PLR2004


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
    text = _HANDLE.sub("", text)
    match = _BYLINE.match(text) or _ROLE.match(text)
    alone = match is not None and match.re is _ROLE and (" " not in match[1] or is_navigation(match[1]))
    if not match or alone or NOT_A_NAME.match(match[1]):
        return None
    return without_agency(tidy_names(match[1]))


def is_role(text: str) -> bool:
    """Tell what stands behind or below a writer's name: "Staff writer", "Health Editor", "Ryd Staff"."""
    return _DUTY_ALONE.fullmatch(text) is not None


def is_no_person(text: str) -> bool:
    """Tell what may stand among names without being one: an agency, an outlet, a role."""
    return text.lower() in AGENCIES or outlet_named(text) is not None or is_role(text)


def tidy_names(names: str) -> str:
    """Write names given in capitals as "Jane Doe" and drop the dashes around them."""
    names = names.strip(" ,;|-–—")
    capitals = names.replace(" and ", " ").isupper()
    return re.sub(r" (And|Of) ", lambda small: small[0].lower(), names.title()) if capitals else names


def without_agency(names: str) -> str:
    """Take agency, outlet and role off "Jane Doe, Associated Press"."""
    return ", ".join(part for part in names.split(", ") if not is_no_person(part)) or names


def reporters(text: str) -> str | None:
    """Return the names of "(Reporting by Jane Doe; Editing by ...)"."""
    match = re.match(rf"[(\[]?(?:Reporting|Live reporting) by ({NAMES})(?= in |[;)\]]|$)", text[:LONGEST])
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

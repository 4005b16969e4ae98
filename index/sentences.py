"""Text → sentences. Own rules instead of a library: news needs few of them, and they must be linear."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.article import Sentence

LONGEST = 1000
"""Characters of the longest sentence; beyond that it is cut at a comma or a space, to stay readable as a quote."""

# A run of stops with the closing quotes, brackets and footnote marks behind it. It always matches as far as it
# reaches, and the rest is decided in code: a lookahead here would make a long run of dots quadratic.
_STOP = re.compile(r"""[.!?…]+(?:[)\]"'”’»]|\ [”»](?=\s|$))*(?:\[\d{1,3}\])*|[。！？｡؟।]+[」』”’）)]*""", re.X)
_LINE = re.compile(r"[^\r\n]+")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|Ph\.D|M\.Sc|B\.Sc")
_OPENING = "\"'“‘«„(["
_GOES_ON = tuple(".,;:)]%&/–—-")
_NEXT = re.compile(r"""["'“‘«„(\[]*([^\W_]*)""")
_BRAND = re.compile(r"[a-z]{1,2}[A-Z]|(?:al|el)-[A-Z]|(?:von|van|de|di) (?:[a-z]{2,3} )?[A-Z]")
_SPEAKER = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|told|wrote|writes|replied|shouted|cried|wondered|"
    r"demanded|quipped|exclaimed|tweeted|added|yelled|chanted)\b"
)
_GLUED = re.compile(r"[A-Z][a-z]+(?=[\s,’'])|[AI](?= )|[“«]")
_CLOCK = re.compile(r"(?:[ap]\.m|[AP]\.M|[ap]m)")
_CLOCK_GOES_ON = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|"
    r"[A-Z]{2,4}\b|(?:[A-Z]\w+ ){1,2}(?:[Tt]ime|[Ss]tandard)\b)"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that begin a sentence and hardly ever go on with a name or a title ("U.S. House", but "U.S. The").
_STARTERS = _words("""
    A After All Also Although An And Another As At Because Before Both But By Despite During Each Earlier Even For From
    He Her Here His How However I If In Instead It Its Last Later Many Meanwhile More Most My Nor Not Now Of On Once
    One Only Or Other Our Over She Since So Some Still Such That The Their Then There These They This Those Though
    Through To Two Under Until We What When Where Whether Which While Who Why With Yet You
""")
_NEVER_LAST = _words("""
    Mr Mrs Ms Mx Dr Drs Prof Profs Gen Gens Col Lt Lts Sgt Capt Maj Cmdr Cdr Adm Rep Reps Sen Sens Gov Govs Rev Hon Pres
    Messrs Mme Mlle Supt Det Insp Cpl Pvt Brig Amb Atty Fr Sra Dra Hr vs v cf viz approx ca e.g i.e eg ie
""")
_MAYBE_LAST = _words("""
    Inc Corp Ltd Co Cos Bros Plc Jr Sr Assn Dept Univ Ave Blvd Rd Bldg Est St Ste Mt Ft Calif Va Pa Conn Fla Ga Mich
    Minn Tenn Wash Ariz Ark Colo Kan Ky Md Neb Nev Okla Ore Tex Vt Wis Wyo Mass Ala Ill Del
""")
_BEFORE_NUMBER = _words("""
    No Nos no nos Nr Art art Sec sec Vol vol Ch ch Fig fig Figs Eq p pp para Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct
    Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
""")
_LETTERED = _words("Plan War Type Part Class Group Grade Hepatitis Vitamin vitamin Section Appendix Block")
_ITEM_DIGITS = 3
"""Digits of the longest number that, alone before a dot, counts the items of a list ("12. Bring water")."""
_SUFFIXES = ("com", "org", "net", "js", "co", "io", "gov", "edu")


def split_sentences(body: str) -> tuple[Sentence, ...]:
    """Find the sentences of a text.

    Spans are ordered, do not overlap, have no white space at either end, cover every other character, never
    cross a line, and are at most ``LONGEST`` characters long. Time is linear in its length.
    """
    return tuple(piece for line in _LINE.finditer(body) for piece in _sentences_of_line(body, line.start(), line.end()))


def _sentences_of_line(body: str, start: int, end: int) -> Iterator[Sentence]:
    line = body[start:end]
    begin = quotes = counted = 0
    for stop in _STOP.finditer(line):
        quotes += line.count('"', counted, stop.end())
        counted = stop.end()
        cut = _boundary(line, begin, stop, inside=quotes % 2 == 1)
        if cut is not None:
            yield from _stripped(body, start + begin, start + cut)
            begin = cut
    yield from _stripped(body, start + begin, end)


def _boundary(line: str, begin: int, stop: re.Match[str], *, inside: bool) -> int | None:
    """Return where the sentence that began at ``begin`` ends, or None; ``inside`` tells of an open straight quote."""
    end = stop.end()
    if end >= len(line) or stop[0][0] in "。！？｡؟।":
        return end
    if not line[end].isspace():
        return _glued_boundary(line, stop, inside=inside)
    after = line[end : end + 120].lstrip()
    word = _first_word(after)
    if after[:1] in _GOES_ON or (word[:1].islower() and not _BRAND.match(after.lstrip(_OPENING))):
        return None
    if stop[0][0] == "." and not stop[0].startswith(".."):
        ends = _full_stop(line[max(begin, stop.start() - 40) : stop.start()], after)
    else:
        quoted = any(mark in stop[0] for mark in "\"'”’»")
        ends = not (quoted and _SPEAKER.match(after))
    return end if ends else None


def _first_word(text: str) -> str:
    found = _NEXT.match(text)
    return found[1] if found else ""


def _full_stop(before: str, after: str) -> bool:
    """Tell whether the dot between ``before`` and ``after`` ends a sentence, or an abbreviation within one."""
    last = (before.split()[-1:] or [""])[0].lstrip(_OPENING + "—–")
    word = _first_word(after)
    starts = word in _STARTERS and not after.lstrip(_OPENING)[len(word) :].startswith((".", "-"))
    if _CLOCK.fullmatch(last):
        ends = _CLOCK_GOES_ON.match(after) is None
    elif last in _BEFORE_NUMBER:
        ends = not word[:1].isdigit()
    elif last in _NEVER_LAST:
        ends = False
    elif last in _MAYBE_LAST or _ACRONYM.fullmatch(last):
        ends = starts
    elif len(last) == 1 and last.isupper():
        ends = _letter_ends(before[: -len(last)].split()[-1:], last, starts=starts)
    elif last == "al":
        ends = starts or not before.endswith("et al")
    else:
        ends = bool(last) and not (last.isdigit() and len(last) <= _ITEM_DIGITS and before.strip() == last)
    return ends


def _letter_ends(previous: list[str], letter: str, *, starts: bool) -> bool:
    """Tell whether a capital letter and a dot end a sentence ("Plan B.") or are an initial ("J. Smith")."""
    if previous and (previous[0] in _LETTERED or (letter == "I" and previous[0].islower())):
        return True
    return starts and bool(previous)


def _glued_boundary(line: str, stop: re.Match[str], *, inside: bool) -> int | None:
    """Find an end where the space after it was lost ("the end.The next"); a domain or an acronym is none."""
    before = line[max(0, stop.start() - 3) : stop.start()]
    if not (before[-2:].isalpha() and before[-2:].islower()):
        return None
    end = stop.end()
    opens = inside and stop[0].endswith('"')
    ahead = _GLUED.match(line[end : end + 40])
    if not ahead or ahead[0].lower() in _SUFFIXES or (stop[0][-1] in "'’" and len(stop[0]) > 1):
        return None
    return end - 1 if opens else end


def _stripped(body: str, start: int, end: int) -> Iterator[Sentence]:
    """Yield the span without white space around it, in several parts if it is too long."""
    text = body[start:end]
    end -= len(text) - len(text.rstrip())
    start += len(text) - len(text.lstrip())
    while end - start > LONGEST:
        window = body[start : start + LONGEST + 1]
        cut = next((at for mark in ("; ", ", ", " ") if (at := window.rfind(mark, LONGEST // 2)) > 0), None)
        cut = LONGEST if cut is None else cut + (window[cut] != " ")
        yield Sentence(start, start + len(window[:cut].rstrip()))
        start += cut
        while start < end and body[start].isspace():
            start += 1
    if start < end:
        yield Sentence(start, end)

"""Is a paragraph the caption of a photo? Told by its own words, or by the credit beside it."""

from __future__ import annotations

import re

from index import dateline, dates

_SIDE = "left|right|cent(?:er|re)|l|r|c|middle|back|front|above|below"
_FILE = "file (?:photo|picture|image)"
_POSITION = re.compile(
    rf"\((?:(?:top|bottom|second|third|far|from) )?(?:{_SIDE})[^()]{{0,20}}\)"
    rf"|^(?:pictured|seen here|{_FILE}|in this (?:file )?(?:photo|image|picture|handout|frame|still))\b"
    rf"|\((?:{_FILE}|photo|file|pictured|image)[^()]{{0,40}}\)$|\bis (?:pictured|seen|shown)\b",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    r"\b(?:makes?|shakes?|speaks?|attends?|arrives?|walks?|stands?|poses?|waves?|looks?|holds?|gestures?|greets?|meets?|"
    r"address(?:es)?|takes?|watch(?:es)?|listens?|reacts?|leaves?|delivers?|carr(?:y|ies)|sits?|gather|march|hugs?|smiles?)\b"
)
_TELLS = re.compile(r"\b(?:was|were|had|said|did|will|would|has|have|told|could|[a-z]{3,}ed)\b", re.IGNORECASE)
_STATES = re.compile(
    r"\b(?:is|are|be|says?|can|may|might|must|should|does|do|wants?|plans?|hopes?|expects?|believes?|remains?|knows?|"
    r"met|went|came|left|took|made|gave|got|won|lost|fell|rose|began|held|led|ran|saw|kept|became|thinks?|goes|gets?)\b"
)
_WHO = r"[A-ZÀ-Þ][\w .'’&-]{1,40}"
_CREDIT_TAIL = re.compile(
    r"(?:\b(?:Credits?|Photo|Photograph|Image|Picture)(?: by |: ?|\.\.\.|…)[A-Z©][^!?]{1,80}"
    r"|\((?:AP|AFP|Reuters|EPA|Photo by|Image by|Credit) [^()]{3,80}\)"
    rf"|\({_WHO} ?/ ?{_WHO}\)|[.!?] [A-ZÀ-Þ][A-ZÀ-Þ .'’-]{{2,40}}/ ?[A-ZÀ-Þ .'’&-]{{2,40}})$"
)
_CREDIT_HEAD = re.compile(rf"\((?=\w+ \w){_WHO} ?/ ?{_WHO}\) ")
_LONGEST = 300
_DATE_REACH = 40


def is_caption(text: str, *, credited: bool, above_body: bool) -> bool:
    """Tell whether a paragraph says what a photo shows.

    ``credited`` if a photo credit stands right below it, ``above_body`` if no paragraph of the body stands above
    it. A sentence that tells what happened is none, even beside a credit: better a caption too many than a fact lost.
    """
    if len(text) > _LONGEST or dateline.read(text):
        return False
    bracketed = text.startswith("[") and text.endswith("]")
    text = text.strip("[]") if bracketed else text
    carries_credit = _CREDIT_TAIL.search(text) is not None
    if _CREDIT_HEAD.match(text) or (carries_credit and (above_body or bracketed)):
        return True
    bare = _POSITION.sub("", text)
    tells = _TELLS.search(bare) is not None or (not above_body and _STATES.search(bare) is not None)
    if tells or text.startswith(('"', "“", "‘", "'")):
        return False
    placed = _POSITION.search(text) is not None
    shows = _SHOWS.search(text) is not None
    found = dates.find(text[-_DATE_REACH:])
    dated = bool(found) and not text[-_DATE_REACH:][found[-1].end :].strip(" .)")
    return credited or carries_credit or (placed and (dated or shows)) or (shows and dated)

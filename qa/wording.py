"""A question as somebody types it → the question meant: without courtesy, tags turned round, requests known as such."""

from __future__ import annotations

import re

from qa.words import AUXILIARY, stems, words

_ASKING = r"(?:who|whom|whose|what|which|when|where|why|how)"
_GREETING = r"(?:hi|hello|hey|good (?:morning|afternoon|evening)|please|sorry|excuse me|thanks|thank you|ok(?:ay)?)"
_COURTESY = re.compile(rf"^\W*(?:{_GREETING}\b[\s,.!:;-]*)+", re.IGNORECASE)
_CLOSING = re.compile(r"[\s,.;!?-]+(?:please|thanks|thank you)(?: in advance| very much)?[\s.!?]*$", re.IGNORECASE)
_TELL_ME = re.compile(
    r"^(?:(?:(?:can|could|would|will) you (?:please |kindly )?|please )?"
    r"(?:tell me|let me know|find out|look up|check|explain)|do you (?:happen to )?know|any idea|"
    r"i(?:['’]d| would) like to (?:know|ask)|i (?:want|need|wanted) to (?:know|find out)|i wonder|i was wondering)"
    rf"[\s,:]+(?=(?:{_ASKING}|whether|if|(?:in|at|on|to|from|by|for|since|until) (?:{_ASKING}))\b)",
    re.IGNORECASE,
)
_WHETHER = re.compile(r"^(?:whether|if)\s+(?:it is true that )?(?P<said>.+?)[\s?.!]*$", re.IGNORECASE)
_TAGGED = re.compile(
    rf"^(?!\W*{_ASKING}\b)(?P<said>.+?)(?:, ?(?:(?:is that )?(?:right|correct|true)|"
    rf"(?:{AUXILIARY})(?:n['’]t)? (?:it|he|she|they|there|that))|"
    r"[,.?] ?is (?:that|this) (?:right|correct|true))\s*\?+$",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^(?:The|A|An|It|He|She|They|There|This|That|His|Her|Its|Their)\b")
IS_TRUE = re.compile(r"^\W*is it (?:true|correct|right) that\b", re.IGNORECASE)
"""How a question for yes or no may begin; its "it" and "that" point to nothing."""

_SMALL_TALK = re.compile(
    r"^\W*(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|night)|there|"
    r"thanks?(?: you)?(?: (?:so|very) much| a lot)?|cheers|bye|goodbye|ok(?:ay)?|great|cool|nice|perfect|"
    r"well done|yes|no|test(?:ing)?|help(?: me)?)\W*)+$"
    r"|^\W*(?:(?:who|what) are you|what (?:can|do) you (?:do|know|tell me|answer)|what can i (?:do|ask)(?: you)?|"
    r"how (?:do|does|can) (?:i|this|it|you) (?:work|use (?:this|it|you))|what is this|"
    r"what (?:articles|sources|topics|outlets|news) (?:do you (?:have|know|cover)|are there|can i ask about))\W*$",
    re.IGNORECASE,
)
_BROAD = re.compile(
    r"^\W*(?:(?:can|could|would) you )?(?:please )?(?:"
    r"(?:tell me|brief me|fill me in|catch me up)(?: more| everything| something)? (?:about|on)|"
    r"(?:summari[sz]e|sum up|recap)(?: (?:what (?:happened|is known)|(?:the )?(?:articles|news|reports|coverage)))?"
    r"(?: (?:about|on|of|with))?|"
    r"(?:(?:give|show) me |i need )?(?:an? |the |some |\w+ )?"
    r"(?:overview|summary|digest|briefing|recap|facts|background|news) (?:of|on|about)|"
    r"what(?:['’]s| is| was| are) (?:the )?(?:latest|newest|news|new|known|going on|happening)(?: news)? "
    r"(?:on|about|with|in|of|from)|(?:the )?(?:latest|news) (?:on|about|from)|"
    r"what do (?:you|the (?:articles|papers|reports)) (?:have|know|say|tell)(?: me)? (?:on|about)|"
    r"what (?:has )?happened (?:with|during)"
    r")\s+(?P<topic>.+?)[\s?.!]*$",
    re.IGNORECASE,
)


def well_formed(text: str) -> str:
    r"""Return a text with a mark in place of each half character, as cut-off requests and odd terminals send them.

    >>> ascii(well_formed("caf\udce9?"))
    "'caf\\ufffd?'"
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def plain(question: str) -> str:
    """Return a question without courtesy, and one for yes or no as "Is it true that"; any other as it is.

    >>> plain("Hello, could you tell me who won, please?")
    'Who won?'
    >>> plain("The bridge is closed, right?")
    'Is it true that the bridge is closed?'
    """
    bare = _CLOSING.sub("?", _COURTESY.sub("", question))
    text = _TELL_ME.sub("", bare)
    if said := _WHETHER.match(text) if text != bare else _TAGGED.match(text):
        return f"Is it true that {_lowered(said['said'])}?"
    if text == question or not words(text):
        return question
    return f"{text[0].upper()}{text[1:]}" if question[0].isupper() else text


def _lowered(text: str) -> str:
    """Return a clause as it is written behind others: an article or a pronoun that opens it in lower case."""
    return _OPENING.sub(lambda match: match.group().lower(), text)


def is_small_talk(question: str) -> bool:
    """Tell whether somebody greets, thanks, or asks what can be asked: nothing that articles answer."""
    return bool(_SMALL_TALK.match(question))


def topic(question: str) -> str:
    """Return what a broad request is about, "tell me about the strike", "what's the latest on it"; else nothing.

    >>> topic("Summarise the news about the harbour strike.")
    'the harbour strike'
    """
    match = _BROAD.match(question)
    return match["topic"] if match and stems(match["topic"]) else ""

"""What stands around an article on its page: navigation, credits, bylines, notices. Told from one line alone."""

from __future__ import annotations

import re
from enum import Enum, auto
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


AGENCIES = {
    name.lower(): shown
    for shown, names in {
        "AFP": "AFP|Agence France-Presse|AFP News|AFP-Jiji",
        "Reuters": "Reuters|Thomson Reuters|Reuters News",
        "AP": "AP|The Associated Press|Associated Press|AP Photo",
        "Bloomberg": "Bloomberg|Bloomberg News|Bloomberg Terminal|Bloomberg L.P",
        "dpa": "dpa|Deutsche Presse-Agentur",
        "ANSA": "ANSA",
        "Xinhua": "Xinhua|Xinhua News Agency",
        "TASS": "TASS|ITAR-TASS",
        "RIA Novosti": "RIA Novosti|RIA",
        "Sputnik": "Sputnik",
        "Interfax": "Interfax",
        "UPI": "UPI|United Press International",
        "EFE": "EFE|Agencia EFE",
        "Kyodo": "Kyodo|Kyodo News",
        "Jiji": "Jiji|Jiji Press",
        "Yonhap": "Yonhap",
        "Anadolu": "Anadolu|Anadolu Agency|AA",
        "PTI": "PTI|Press Trust of India",
        "ANI": "ANI",
        "IANS": "IANS",
        "PA": "PA|Press Association|PA Media",
        "AAP": "AAP",
        "Belga": "Belga",
        "APA": "APA",
        "Lusa": "Lusa",
        "PAP": "PAP",
        "SANA": "SANA",
        "IRNA": "IRNA",
        "MENA": "MENA",
        "Bernama": "Bernama",
        "Antara": "Antara",
        "Ukrinform": "Ukrinform",
        "Dow Jones": "Dow Jones|Dow Jones Newswires",
        "CNN": "CNN|CNN Wire",
        "Canadian Press": "The Canadian Press|Canadian Press",
    }.items()
    for name in names.split("|")
}
_OUTLETS = {
    name.lower().removeprefix("the "): name
    for name in """BBC|BBC News|CNN|Al Jazeera|The Guardian|The New York Times|The Washington Post|The Wall Street Journal|
    Financial Times|The Times|The Telegraph|The Daily Telegraph|The Independent|The Economist|Bloomberg News|NPR|
    Fox News|CBS News|ABC News|NBC News|Sky News|ITV News|USA Today|Los Angeles Times|Chicago Tribune|Time|Newsweek|
    Politico|Axios|The Hill|HuffPost|Vox|Deutsche Welle|DW|France 24|RFI|Le Monde|Le Figaro|Der Spiegel|Die Zeit|
    El País|Euronews|RT|The Moscow Times|The Straits Times|The Business Times|South China Morning Post|China Daily|
    The Japan Times|The Hindu|The Times of India|Hindustan Times|Dawn|Haaretz|The Jerusalem Post|Arab News|Al Arabiya|
    The Sydney Morning Herald|The Age|The Globe and Mail|Toronto Star|CBC News|The Irish Times|The Scotsman""".replace(
        "\n    ", ""
    ).split("|")
}

_SECTIONS = """news|world|world news|politics|business|sport|sports|arts|culture|entertainment|society|features|opinion|
    opinions|comment|analysis|science|technology|tech|health|travel|lifestyle|life|style|education|environment|weather|
    video|videos|photos|pictures|gallery|local|national|international|europe|asia|africa|americas|middle east|uk|us|
    markets|economy|finance|money|media|obituaries|letters|editorial|editorials|breaking news|latest|latest news|live|
    exclusive|top stories|headlines|magazine|books|film|music|food|jobs|cars|home|homepage|front page"""
_WORDS = """you are here|share|share this|share this article|share this story|share this page|share article|share on|
    tweet|retweet|like|pin it|email|email this|e-mail|mail|print|print this|print this page|print article|save|
    save article|bookmark|copy link|link copied|facebook|twitter|x|linkedin|whatsapp|telegram|reddit|pinterest|
    instagram|youtube|google+|messenger|flipboard|advertisement|advertisements|advertising|ad|ads|sponsored|
    sponsored content|promoted|promoted content|paid content|partner content|advertiser content|at a glance|menu|
    main menu|search|search this site|close|open|sign in|sign up|log in|log out|login|logout|register|my account|
    subscribe|subscribe now|subscribe today|donate|donate now|support us|contact|contact us|about|about us|help|faq|
    advertise|advertise with us|privacy|privacy policy|terms|terms of use|terms of service|terms and conditions|
    cookie policy|cookie settings|cookies|site map|sitemap|careers|newsletter|newsletters|rss|rss feed|more|
    show more|view more|load more|see more|see all|view all|read full article|continue reading|
    continue reading the main story|story continues below|story continues below advertisement|
    article continues below|article continues after advertisement|story continues|scroll to continue|
    continue|next|previous|prev|next page|previous page|next article|previous article|next story|back|back to top|
    top|go to top|return to top|skip to content|skip to main content|skip navigation|skip advertisement|loading|
    please wait|play video|watch|listen|listen to this article|listen to article|audio|media playback is unsupported on your device|
    image caption|media caption|image source|image copyright|enlarge this image|view image|hide caption|toggle caption|
    text size|font size|small|medium|large|tags|topics|keywords|filed under|categories|share this with|
    copy this link|read about our approach to external linking|these are external links and will open in a new window|
    report a typo|report an error|correct this article|give feedback|feedback|follow|follow us|follow me|accept|accept all|
    accept cookies|accept all cookies|reject all|manage cookies|i agree|got it|ok|thank you|end of article|the end|
    -30-|###|ends|share your thoughts|gift article|gift this article|remove ads|download app|download the app|
    advertisement - scroll to continue|editor's picks|editors' picks|author|written by|published|updated|date"""
_RELATED = """related|related articles|related article|related stories|related story|related news|related content|
    related links|related topics|related coverage|related video|related videos|more stories|more news|
    more on this story|more on this topic|more from this section|more from this author|more like this|most read|
    most popular|most viewed|most shared|most commented|most watched|most recent|popular|popular now|popular stories|
    trending|trending now|trending stories|recommended|recommended for you|recommended stories|recommended reading|
    recommended articles|you may also like|you might also like|you may like|you might like|also on|also read|
    read also|read next|up next|what to read next|what others are reading|around the web|from around the web|
    from the web|in case you missed it|don't miss|must read|must reads|see also|further reading|top stories|
    latest stories|latest news|other news|other stories|elsewhere on the web|top news|today's headlines|read more"""
_COMMENTS = """comments|comment|new comment|post a comment|post comment|add a comment|add comment|leave a comment|
    leave a reply|leave a response|write a comment|your comment|your comments|join the conversation|
    join the discussion|loading comments|view comments|show comments|hide comments|comments are closed|
    have your say|reader comments|no comments|no comments yet|be the first to comment|start the discussion|
    0 comments|sort by newest|discussion"""


def _table(text: str) -> frozenset[str]:
    return frozenset(" ".join(item.split()) for item in text.split("|"))


_WORD_TABLE = {
    **dict.fromkeys(_table(_SECTIONS) | _table(_WORDS), Kind.NAVIGATION),
    **dict.fromkeys(_table(_COMMENTS), Kind.COMMENTS),
    **dict.fromkeys(_table(_RELATED), Kind.RELATED),
}
_AGENCY = "|".join(sorted((re.escape(name) for name in AGENCIES), key=len, reverse=True))
_LIBRARIES = r"Getty Images|Getty|EPA(?:-EFE)?|Alamy|Shutterstock|iStock|Corbis|Rex Features|Flickr|Wikimedia Commons"

_NAME = r"[A-ZÀ-Þ][\w.’'-]{0,30}(?: (?:[a-z]{1,3} )?[A-ZÀ-Þ][\w.’'-]{0,30}){0,4}"
NAMES = rf"{_NAME}(?:(?:, and|,| and| &|;) {_NAME}){{0,5}}"
_BYLINE = re.compile(
    rf"(?:(?:By|BY|by)|(?:Written|Reported|Story|Text|Words) by|(?:Author|Authors|Byline|Reporter):)\s{{0,3}}({NAMES})"
    r"(?: (?:in|for|of|at) [A-Z][\w .,-]{1,40})?(?:\s{0,3}[,|–—-]\s{0,3}[^.!?]{1,60})?\s{0,3}[-–—,|]?$"
)
_NOT_A_NAME = re.compile(rf"(?:{'|'.join(dates.WEEKDAYS)}|{dates.MONTH}|The|This|That|An?|Then|Now|All|Design)\b")
_ROLE = re.compile(
    rf"({_NAME}),? (?:in [A-Z]\w+, )?(?:[\w' -]{{0,40}} )?(?:[Cc]orrespondent|[Ss]taff [Ww]riter|[Ee]ditor|[Rr]eporter)s?$"
)
_CREDIT = re.compile(
    r"[(\[]?(?:(?:file )?(?:photo(?:s|graph|graphs|grapher)?|image|picture|pic|illustration|video|graphic|credit|caption)s?"
    r"(?: credits?| courtesy| source| by)?\s?[:©/]|(?:photo(?:graph)?s?|image|picture|illustration|video) (?:by|courtesy|credit)\b"
    rf"|©\s?(?:{_AGENCY}|{_LIBRARIES})\b|(?:ap|afp|epa|reuters) (?:photo|file photo)\b"
    rf"|(?:{_AGENCY}|{_LIBRARIES})\s?/\s?\w|(?:{_LIBRARIES})[)\]]?$)",
    re.IGNORECASE,
)
_CREDIT_END = re.compile(
    rf"[(\[]?[\w .'’,&-]{{2,60}}(?:/| via | for )\s?(?:{_AGENCY}|{_LIBRARIES})(?:[/ ][\w .-]{{1,40}})?[)\]]?\.?$"
)
_REPORTERS = re.compile(
    rf"[(\[]?(?:(?:Additional |Further |With )?[Rr]eporting|Writing|[Ee]diting|Compiled|With (?:assistance|files|reporting)"
    rf"|[—–-]+\s?With (?:assistance|reporting)) (?:by|from) ({NAMES})?"
)
_CONTRIBUTED = re.compile(rf"{NAMES} (?:also )?contributed (?:to this (?:report|article|story)|reporting)\b")
_NOTICE = re.compile(
    r"you are here\b|©|\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4}|by )|all rights reserved"
    r"|(?:read|see|watch|listen|hear) (?:more|also|next|now|here)(?: ?[:>»→]| on | about )|(?:also read|related(?: [a-z]+)?|more on|more from|"
    r"see also|recommended|watch(?: live| now)?|listen|don't miss|in pictures|explainer|live updates?|video|podcast|tags?|topics|"
    r"filed under|keywords|click here)\s?:|(?:(?:please )?(?:sign|log) (?:up|in)|subscribe|register) (?:for|to|here|now|today|with)\b"
    r"|get (?:the latest|our|the best|breaking|unlimited|all the|news|more)\b.{0,80}(?:inbox|newsletter|app|email|alerts|delivered|access)"
    r"|(?:follow|like|find|join) (?:us|me|our|him|her|@?\w+(?: \w+)?) on (?:twitter|x|facebook|instagram|linkedin|youtube|google|telegram|"
    r"whatsapp|social)|(?:share|tweet|email|send|post|save|print) (?:this|on|to|via|it)\b.{0,40}$"
    r"|download (?:our|the)\b.{0,40}\bapps?\b|click (?:here|on|to|the)\b|tap (?:here|to)\b|continue reading\b"
    r"|(?:we|this (?:web)?site|our (?:web)?site|this page)(?: and our partners)? (?:use|uses|may use)s? cookies\b"
    r"|by (?:continuing|using|browsing|clicking|visiting)\b.{0,160}(?:cookies?|terms|privacy|agree|consent)"
    r"|(?:accept|reject|manage)\b.{0,20}cookies|cookie (?:policy|settings|notice|preferences|consent)\b"
    r"|loading\b.{0,30}(?:comments|\.\.\.|…)$|please (?:enable|turn on|wait|upgrade|support|consider)\b"
    r"|(?:you need|enable) (?:to )?(?:enable )?javascript|(?:support|become|be) (?:our|a|an) (?:member|subscriber|supporter|journalism)"
    r"|before it'?s here,? it'?s on|have a (?:tip|story|confidential)|(?:write|email|e-mail) (?:to )?.{0,60}@\w"
    r"|to contact the (?:reporter|author|editor|writer)|(?:this (?:article|story|post|piece)|a version of this (?:article|story)) (?:was|has been|is|first|originally) "
    r"(?:first |originally |last |also )?(?:published|appeared|appears|updated|posted|produced|corrected|amended|translated|written by|"
    r"provided|syndicated|reprinted)|the (?:post|article) .{1,100} appeared first on"
    r"|this is a (?:developing|breaking) (?:news )?story|more to (?:follow|come)\b|our standards\b"
    r"|\(?with (?:inputs|agency inputs|input|files) from|\(?(?:this )?(?:story|article)? ?has not been edited"
    r"|(?:see|view|read|show|load) (?:all|full|more|the full)\b[^.!?]{0,40}$|follow us(?: on)?:?$|(?:last )?(?:updated|modified):"
    r"|\d[\d,.]*k? (?:shares?|likes?|views?|retweets?|reads?|votes?)$|\d+[ -]?min(?:ute)?s? (?:read|listen|watch)\b"
    r"|(?:estimated )?reading time\b|(?:updated|published|posted) (?:\d+|an?|one|two) (?:minute|hour|day|week)s? ago"
    r"|(?:\d+|an?) (?:minute|min|hour|hr|day|week|month)s? ago$|page \d+ of \d+$|\[?advertisement\b.{0,20}$|skip (?:to|past|ad)\b"
    r"|https?://\S+$|www\.\S+$|[@#]\w+(?:[ ,]+[@#]\w+)*$|pic\.twitter\.com/\S+$|source ?: ?https?:",
    re.IGNORECASE,
)
_SPEECH = re.compile(r"\b(?:said|says|saying|wrote|told|added|asked|urged)\b")
_COMMENT_COUNT = re.compile(
    r"(?:\d[\d,]*|no|view all|show|loading) (?:\d+ )?comments?(?: ?\(\d+\))?$|comments? \(\d+\)$", re.I
)
_SOURCE = re.compile(rf"[(\[]?[-–—/]{{0,2}}\s?(?:source ?:|courtesy ?:|via)?\s?({_AGENCY})[)\]]?\.?$", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[|•·›»]\s*|\s+[>/~]\s+")
_CRUMB = re.compile(r"\s[>›»]\s")
_HOLDER = re.compile(r"(?:©|\(c\)|copyright)[\s\d–,©-]{0,20}(?:by )?([A-ZÀ-Þ][\w.&’' -]{1,40})", re.IGNORECASE)
_RULE = re.compile(r"[\W_]+$")
_DASHES = "-–—"


def marks(text: str) -> list[Mark]:
    """Tell what a line is if it is not the article's: one mark, or one for each piece of a line parted by bars."""
    if len(text) > _LONGEST or not text:
        return []
    whole = _mark(text)
    if whole:
        return [whole]
    pieces = [piece for piece in _SEPARATOR.split(text) if piece]
    if len(pieces) > 1:
        told = [mark for piece in pieces if (mark := _mark(piece))]
        if len(told) == len(pieces):
            return told
        if _is_bar(pieces, least=2 if _CRUMB.search(text) else 3):
            return [Mark(Kind.NAVIGATION, text)]
    return []


def _mark(text: str) -> Mark | None:
    kind = _WORD_TABLE.get(fold(text))
    if kind:
        return Mark(kind, text)
    if _RULE.match(text):
        return Mark(Kind.NAVIGATION, text)
    if outlet_named(text):
        return Mark(Kind.OUTLET, text)
    if _SOURCE.match(text):
        return Mark(Kind.OUTLET, text)
    if dates.on_its_own(text) or dates.is_time_stamp(text):
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


def outlet_named(text: str) -> str | None:
    """Return the usual spelling of a well-known outlet or agency if the line is its name and no more."""
    return _OUTLETS.get(fold(text).removeprefix("the "))


def agency(text: str) -> str | None:
    """Return the first news agency named anywhere in a short text (initials count in capitals only), or None."""
    for found in _AGENCY_WORD.finditer(text):
        if len(found[0]) > 4 or found[0].isupper() or found[0] == "dpa":  # noqa: PLR2004 - "pa", "ap", "aa"
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
    return tidy_names(match[1])


def tidy_names(names: str) -> str:
    """Write names given in capitals as "Jane Doe" and drop the dashes around them."""
    names = names.strip(" ,;|-–—")
    return names.title().replace(" And ", " and ") if names.isupper() else names


def reporters(text: str) -> str | None:
    """Return the names of "(Reporting by Jane Doe; Editing by ...)"."""
    match = re.match(rf"[(\[]?Reporting by ({NAMES})(?= in |[;)\]]|$)", text[:_LONGEST])
    return tidy_names(match[1].split(";")[0]) if match else None


def holder(text: str) -> str | None:
    """Return who a copyright line names: "© 2019 The Quayside Bulletin. All rights reserved."."""
    match = _HOLDER.search(text)
    if not match:
        return None
    name = re.split(r"\.(?:\s|$)|,| - |(?i:\ball rights\b)", match[1])[0].strip(" .-")
    return name if name[:1].isupper() and not fold(name).startswith("all rights") else None


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

"""JSON → the records in it, however deep a news API wraps them, and their fields by any of the usual names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

_HEADLINES = "title headline heading hed articletitle newstitle webtitle"
_TEXTS = (
    "text body content articlebody articletext maintext fulltext fullcontent bodytext storytext contenttext cleantext "
    "rawtext plaintext articlecontent story document passage html bodyhtml contenthtml rendered"
)
_ALIASES = {
    "text": f"{_TEXTS} leadparagraph description summary abstract",
    "title": f"{_HEADLINES} name subject",
    "outlet": "outlet publication publisher source sourcename newspaper sitename site provider media newsoutlet domain "
    "sourcedomain agency",
    "byline": "byline author authors authorname writer reporter creator by",
    "published": "published publishedat publishdate publisheddate publicationdate webpublicationdate datepublished "
    "datepublish datetime date pubdate publishtime publishedon firstpublished created createdat timestamp time",
    "url": "url link weburl permalink canonicalurl articleurl sourceurl href uri",
    "place": "place location city dateline",
}
ALIASES = {field: tuple(names.split()) for field, names in _ALIASES.items()}
"""The names of each field, the best first, in the spelling of ``flat``."""
_LISTS = frozenset(
    "articles data items results documents docs records rows entries stories hits news posts value".split()
)
"""Names of lists that hold records even if none of them looks like an article."""
_WRAPPERS = frozenset("article _source fields attributes node metadata meta params extra taxonomies".split())
_LONGEST_NUMBER = 300


class BadRecordError(Exception):
    """A record or page that holds no article; the message is the reason, as a plain sentence."""


def parse(text: str) -> object:
    """Parse JSON; a whole number of hundreds of digits, which Python refuses to read, becomes an infinite one.

    Raises:
        BadRecordError: it is not JSON; the message says where it breaks.
    """
    try:
        return json.loads(text, parse_int=_number)
    except json.JSONDecodeError as error:
        place = f"character {error.pos + 1}" if "\n" not in text else f"line {error.lineno}, column {error.colno}"
        raise BadRecordError(f"It is not valid JSON: {error.msg} at {place}.") from error
    except RecursionError as error:
        raise BadRecordError("Its JSON is nested too deeply.") from error


def _number(digits: str) -> float:
    return int(digits) if len(digits) < _LONGEST_NUMBER else float(digits)


def records(value: object) -> list[object]:
    """Return the records of a JSON document: a list, the lists of articles anywhere in an object, or one article.

    Raises:
        BadRecordError: it is nested too deeply.
    """
    if not isinstance(value, Mapping):
        return value if isinstance(value, list) else [value]
    try:
        return _inside(value)
    except RecursionError as error:
        raise BadRecordError("Its JSON is nested too deeply.") from error


def _inside(value: Mapping[str, object]) -> list[object]:
    values = list(value.values())
    if not _named(value, _HEADLINES) and sum(map(_is_article, values)) > 1:
        return values  # articles by their ids
    fields = flat(value)
    if _named(fields, _TEXTS):
        return [value]
    lists = list(_lists(value))
    articles = [record for _, items in lists if any(map(_is_article, items)) for record in items]
    if articles or found(fields, "text"):
        return articles or [value]
    listed = next((items for name, items in lists if name in _LISTS), None)
    if listed is not None:
        return listed
    return values if values and all(isinstance(item, Mapping) for item in values) else [value]


def _lists(value: Mapping[str, object]) -> Iterator[tuple[str, list[object]]]:
    """Yield the lists in an object and in the objects it holds, the outer first, with their names.

    Beside a headline only names such as "items" count: comments and pictures of one article are lists as well.
    """
    waiting = [value]
    for holder in waiting:
        titled = _named(holder, _HEADLINES)
        for name, item in holder.items():
            if isinstance(item, Mapping):
                waiting.append(item)
            elif isinstance(item, list) and (name in _LISTS or not titled):
                yield name, item


def _is_article(value: object) -> bool:
    """Tell an object with a headline and a text from one such as a writer with a name and a description."""
    return isinstance(value, Mapping) and _is_complete(flat(value))


def _is_complete(fields: Mapping[str, object]) -> bool:
    return _named(fields, _HEADLINES) and _named(fields, _TEXTS)


def _named(fields: Mapping[str, object], names: str) -> bool:
    """Tell whether a field of one of these names holds anything."""
    spelt = {_key(key): item for key, item in fields.items()}
    return any(_holds(spelt.get(name)) for name in names.split())


def _holds(value: object) -> bool:
    """Tell a value from an empty one, and from a list of articles, which is no part of the article around it."""
    return value not in (None, "", [], {}) and not (isinstance(value, list) and any(map(_is_article, value)))


def _key(name: object) -> str:
    return re.sub(r"[^a-z]", "", str(name).lower())


def flat(value: Mapping[str, object]) -> dict[str, object]:
    """Spell the keys alike and lift the fields of a wrapper to the top: of "fields", or of the only article inside."""
    titled = _named(value, _HEADLINES)
    inside = {key: flat(item) for key, item in value.items() if isinstance(item, Mapping)}
    lifted = [key for key, inner in inside.items() if key in _WRAPPERS or (not titled and _is_complete(inner))]
    fields = {_key(key): item for key, item in value.items() if item is not None and key not in lifted}
    for key in lifted:
        fields = {**inside[key], **fields}
    return fields


def found(fields: Mapping[str, object], field: str) -> object:
    """Return what the best filled of a field's names holds in a flat record, or None."""
    return next((fields[name] for name in ALIASES[field] if _holds(fields.get(name))), None)

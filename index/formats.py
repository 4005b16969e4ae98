"""Markdown and JSON records → drafts: what each format says of itself, before the text is cleaned."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from datetime import date

import yaml

from index import dates
from index.draft import Draft
from index.lines import normalise

_ALIASES = {
    "text": "body text content articlebody articletext maintext fulltext fullcontent bodytext storytext contenttext "
    "cleantext rawtext plaintext articlecontent story document passage html bodyhtml contenthtml description summary "
    "abstract",
    "title": "title headline heading hed articletitle newstitle name subject",
    "outlet": "outlet publication publisher source sourcename newspaper sitename site provider media newsoutlet domain "
    "agency",
    "byline": "byline author authors writer reporter creator by",
    "published": "published publishedat publishdate publisheddate publicationdate datepublished datetime date pubdate "
    "publishtime published_on publishedon firstpublished created createdat timestamp time",
    "url": "url link weburl permalink canonicalurl articleurl sourceurl href uri",
    "place": "place location city dateline",
}
_ALIAS = {field: tuple(names.replace("_", "").split()) for field, names in _ALIASES.items()}
_LISTS = ("articles", "data", "items", "results", "documents", "docs", "records", "rows", "entries", "stories", "hits")
_WRAPPERS = ("article", "_source", "fields", "node", "metadata", "meta")
_TAGGED = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol|li|blockquote|span|a|strong|em)\b[^<>]{0,500}>", re.IGNORECASE)
_DROPPED = re.compile(r"<(script|style|figcaption|figure|h[1-6])\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_PARAGRAPH_TAG = re.compile(
    r"</?(?:p|div|li|ul|ol|blockquote|tr|table|section|article)\b[^<>]*>|<br\s*/?>", re.IGNORECASE
)
_TAG = re.compile(r"<[a-z/!][^<>]*>", re.IGNORECASE)
_SIGNED = re.compile(r"^(?:(?:interview|report|reported|story|text|words|written) )?by[: ]\s*", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,6}|#x[0-9a-f]{2,5});", re.IGNORECASE)


class BadRecordError(Exception):
    """A record or page that holds no article; the message is the reason, as a plain sentence."""


def records(value: object) -> list[object]:
    """Return the records of a JSON document: a list, an object with a list such as "articles", or one article."""
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping) and not _found(value, "text"):
        inside = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None)
        if inside is not None:
            return list(inside)
        if value and all(isinstance(item, Mapping) for item in value.values()):
            return [value] if any(key in value for key in _WRAPPERS) else list(value.values())
    return [value]


def from_record(value: object) -> Draft:
    """Read one JSON record by the usual names of its fields, in any spelling ("published_at", "publishedAt").

    Raises:
        BadRecordError: it is no object, or none of its fields holds a text.
    """
    if not isinstance(value, Mapping):
        raise BadRecordError("It is not a JSON object.")
    fields = _flat(value)
    text = _found(fields, "text")
    if not text:
        raise BadRecordError("It has no text: no field such as body, text or content.")
    link, outlet = one_line(_found(fields, "url")), one_line(_found(fields, "outlet"))
    if outlet and _is_address(outlet):
        link, outlet = link or outlet, None
    text = text if isinstance(text, str) else _joined(text)
    return Draft(
        from_markdown(text).text if is_markdown(text) else plain(text),
        title=one_line(_found(fields, "title")),
        outlet=outlet,
        byline=_people(_found(fields, "byline")),
        published=_date(fields),
        place=one_line(_found(fields, "place")),
        url=link,
    )


def _key(name: object) -> str:
    return re.sub(r"[^a-z]", "", str(name).lower())


def _flat(value: Mapping[object, object]) -> dict[str, object]:
    """Spell the keys alike and lift the fields of a wrapper such as "article" to the top."""
    fields: dict[str, object] = {}
    for key, item in value.items():
        if key in _WRAPPERS and isinstance(item, Mapping):
            for inner, inner_item in item.items():
                fields.setdefault(_key(inner), inner_item)
        elif item is not None:
            fields[_key(key)] = item
    return fields


def _found(fields: Mapping[str, object], field: str) -> object:
    spelt = {_key(key): item for key, item in fields.items()}
    return next((spelt[name] for name in _ALIAS[field] if spelt.get(name) not in (None, "", [], {})), None)


def _date(fields: Mapping[str, object]) -> date | None:
    values = (fields.get(name) for name in _ALIAS["published"])
    return next((day for value in values if (day := dates.from_field(value))), None)


def one_line(value: object) -> str | None:
    """Return a field as one line of text: a name inside an object, the first of a list."""
    if isinstance(value, Mapping):
        value = next((value[key] for key in ("name", "title", "label", "url") if value.get(key)), None)
    elif isinstance(value, list):
        value = value[0] if value else None
        return one_line(value) if not isinstance(value, list) else None
    if not isinstance(value, str | int):
        return None
    return " ".join(plain(str(value)).split()) or None


def _people(value: object) -> str | None:
    """Return the author field as one line: names joined by commas, without a leading "By"."""
    items = [one_line(item) or "" for item in (value if isinstance(value, list) else [value])]
    names = (_person(name) for item in items for name in re.split(r",\s*(?=https?://)", item))
    line = ", ".join(name for name in names if name)
    return _SIGNED.sub("", line) or None


def _person(name: str) -> str | None:
    """Return a writer's name, be it of the address of their page, ".../profile/jane-doe"; None of another address."""
    if not _is_address(name):
        return None if "@" in name and " " not in name else name
    slug = name.rstrip("/").rpartition("/")[2]
    return slug.replace("-", " ").title() if re.fullmatch(r"[a-z]+(?:-[a-z]+){1,3}", slug) else None


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _joined(value: object) -> str:
    """Return a text given as a list of paragraphs, or as an object that holds it."""
    if isinstance(value, Mapping):
        value = _found({_key(key): item for key, item in value.items()}, "text")
    items = value if isinstance(value, list) else [value]
    parts = (
        item if isinstance(item, str) else one_line(_found(_flat(item), "text")) if isinstance(item, Mapping) else None
        for item in items
    )
    text = "\n\n".join(part for part in parts if part)
    if not text:
        raise BadRecordError("Its text is no string and no list of paragraphs.")
    return text


def plain(text: str) -> str:
    """Return the text of a string that may hold HTML tags or entities."""
    if _TAGGED.search(text):
        text = _TAG.sub("", _PARAGRAPH_TAG.sub("\n\n", _DROPPED.sub("\n\n", text)))
    text = html.unescape(text) if _ENTITY.search(text) else text
    return normalise(text)


_FENCE = re.compile(r"(?:\s*\n)*(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|$)", re.DOTALL)
_MARKUP = (
    (re.compile(r"<!--[^>]{0,2000}-->"), ""),
    (re.compile(r"^(?:```|~~~).*$", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}\[[^\]\n]{1,80}\]:\s+\S.*$", re.MULTILINE), ""),
    (re.compile(r"!\[[^\]\n]{0,300}\]\([^()\n]{0,1000}\)"), ""),
    (re.compile(r"\[([^\[\]\n]{1,500})\](?:\([^()\n]{0,1000}\)|\[[^\]\n]{0,80}\])"), r"\1"),
    (re.compile(r"\[\^\w{1,20}\]"), ""),
    (re.compile(r"<((?:https?|mailto):[^<>\s]{1,500})>"), r"\1"),
    (re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]{1,2000}?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"(?<![\w_])(_{1,3})(?=\S)([^_\n]{1,2000}?)(?<=\S)\1(?![\w_])"), r"\2"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
    (re.compile(r"^ {0,3}(?:> ?)+", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}(?:[-*_] ?){3,}$", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?[ \t]*)?\n", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!-])"), r"\1"),
)
_MARKED = re.compile(r"^#{1,6} \S", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)\s*#*$|^(\S.*)\n(=+|-+)[ \t]*$", re.MULTILINE)


def is_markdown(text: str) -> bool:
    """Tell whether a text of no declared format has headings as Markdown writes them: "## What we know"."""
    return _MARKED.search(text) is not None


def from_markdown(text: str) -> Draft:
    """Read a Markdown file: front matter (YAML or TOML-like ``key: value``), the headline, the text without markup."""
    text = normalise(text)
    fence = _FENCE.match(text)
    draft = Draft("")
    if fence:
        fields = {**_front_matter(fence[2]), "text": "-"}
        draft = from_record(fields)
        text = text[fence.end() :]
    headline = _headline(text)
    draft.title = draft.title or headline
    text = _HEADING.sub(lambda found: f"\n\n{headline}\n\n" if _told(found) == headline else "\n\n", text)
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    draft.text = plain(text)
    return draft


def _headline(text: str) -> str | None:
    """Return the first heading of the first level, else the first heading if nothing stands above it."""
    headings = (match for match in _HEADING.finditer(text) if _told(match))
    found = [(match, len(match[1]) if match[1] else 1 + (match[4][0] == "-")) for match in headings]
    top = next((match for match, level in found if level == 1), None)
    if top is None and found and not text[: found[0][0].start()].strip():
        top = found[0][0]
    return _told(top) if top else None


def _told(heading: re.Match[str]) -> str:
    return (heading[2] or heading[3] or "").strip(" *_")


def _front_matter(block: str) -> dict[str, object]:
    try:
        value = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError):  # ValueError: a date such as 2015-13-45
        value = None
    if isinstance(value, dict):
        return {str(key): item for key, item in value.items()}
    pairs = (line.partition("=" if "=" in line.split(":")[0] else ":") for line in block.splitlines())
    return {key.strip(): rest.strip().strip("\"'") for key, mark, rest in pairs if mark and rest.strip()}


def parse(text: str) -> object:
    """Parse JSON.

    Raises:
        BadRecordError: it is not JSON; the message says where it breaks.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"character {error.pos + 1}" if "\n" not in text else f"line {error.lineno}, column {error.colno}"
        raise BadRecordError(f"It is not valid JSON: {error.msg} at {place}.") from error
    except RecursionError as error:
        raise BadRecordError("Its JSON is nested too deeply.") from error

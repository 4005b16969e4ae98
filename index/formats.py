"""Markdown and JSON records → drafts: what each format says of itself, before the text is cleaned."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Mapping
from datetime import date

import yaml

from index import dateline, dates, frontmatter, records
from index.draft import Draft
from index.lines import normalise
from index.records import BadRecordError, found

_TAGGED = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol|li|blockquote|span|a|strong|em)\b[^<>]{0,500}>", re.IGNORECASE)
_DROPPED = re.compile(r"<(script|style|figcaption|figure|aside|h[1-6])\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_PARAGRAPH_TAG = re.compile(
    r"</?(?:p|div|li|ul|ol|blockquote|tr|table|section|article)\b[^<>]*>|<br\s*/?>", re.IGNORECASE
)
_TAG = re.compile(r"<[a-z/!][^<>]*>", re.IGNORECASE)
_SIGNED = re.compile(r"^(?:(?:interview|report|reported|story|text|words|written) )?by[: ]\s*", re.IGNORECASE)
_AGO = re.compile(r"\bago$|\bmin(?:ute)?s? read$", re.IGNORECASE)
_INNER = ("name", "title", "label", "rendered", "main", "original", "value", "$date", "url")
"""Where an object that stands for a name, a headline or a date holds it, the best first."""
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,6}|#x[0-9a-f]{2,5});", re.IGNORECASE)


def from_record(value: object) -> Draft:
    """Read one JSON record by the usual names of its fields, in any spelling ("published_at", "publishedAt").

    Raises:
        BadRecordError: it is no object, or none of its fields holds a text.
    """
    if not isinstance(value, Mapping):
        raise BadRecordError("It is not a JSON object.")
    fields = records.flat(value)
    text = found(fields, "text")
    if not text:
        raise BadRecordError("It has no text: no field such as body, text or content.")
    link, outlet = one_line(found(fields, "url")), one_line(found(fields, "outlet"))
    if outlet and _is_address(outlet):
        link, outlet = link or outlet, None
    text = text if isinstance(text, str) else _joined(text)
    place, day = _place(one_line(found(fields, "place")))
    return Draft(
        from_markdown(text).text if is_markdown(text) else plain(text),
        title=one_line(found(fields, "title")),
        outlet=outlet,
        byline=_people(found(fields, "byline")),
        published=_date(fields) or day,
        place=place,
        url=link,
    )


def _date(fields: Mapping[str, object]) -> date | None:
    values = (fields.get(name) for name in records.ALIASES["published"])
    return next((day for value in values if (day := dates.from_field(_inner(value)))), None)


def _place(text: str | None) -> tuple[str | None, date | None]:
    """Part a place from the date that stands beside it in a dateline: "BRASK, June 6, 2024"."""
    dated = text is not None and any(map(str.isdigit, text))
    told = dateline.read(f"{text} -- .") if dated else None
    return (told.place or text, told.published) if told else (text, None)


def _inner(value: object) -> object:
    """Return what is said in an object that wraps a value, and the first of a list."""
    if isinstance(value, Mapping):
        return next((value[key] for key in _INNER if value.get(key)), None)
    return value[0] if isinstance(value, list) and value else value


def one_line(value: object) -> str | None:
    """Return a field as one line of text: a name inside an object, the first of a list."""
    value = _inner(_inner(value) if isinstance(value, list) else value)
    if not isinstance(value, str | int):
        return None
    return " ".join(plain(str(value)).split()) or None


def _people(value: object) -> str | None:
    """Return the author field as one line: names joined by commas, without a leading "By"."""
    items = [one_line(item) or "" for item in _listed(value)]
    names = (_person(name) for item in items for name in re.split(r",\s*(?=https?://)", item))
    line = ", ".join(name for name in names if name)
    return _SIGNED.sub("", line) or None


def _listed(value: object) -> list[object]:
    """Return the items of a list, be it written as text: "['Jane Doe', 'John Roe']"."""
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        with contextlib.suppress(yaml.YAMLError, ValueError):
            value = yaml.safe_load(value)
    return value if isinstance(value, list) else [value]


def _person(name: str) -> str | None:
    """Return a writer's name, be it of the address of their page, ".../profile/jane-doe"; None of what is no name."""
    if _is_address(name):
        slug = name.rstrip("/").rpartition("/")[2]
        return slug.replace("-", " ").title() if re.fullmatch(r"[a-z]+(?:-[a-z]+){1,3}", slug) else None
    mail = "@" in name and " " not in name
    return None if mail or name.isdigit() or dates.is_stamped(name) or _AGO.search(name) else name


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _joined(value: object) -> str:
    """Return a text given as a list of paragraphs, or as an object that holds it."""
    value = found(records.flat(value), "text") if isinstance(value, Mapping) else value
    parts = map(_paragraph, value if isinstance(value, list) else [value])
    text = "\n\n".join(part for part in parts if part)
    if not text:
        raise BadRecordError("Its text is no string and no list of paragraphs.")
    return text


def _paragraph(item: object) -> str | None:
    text = one_line(found(records.flat(item), "text")) if isinstance(item, Mapping) else item
    return text if isinstance(text, str) else None


def plain(text: str) -> str:
    """Return the text of a string that may hold HTML tags or entities."""
    if _TAGGED.search(text):
        text = _TAG.sub("", _PARAGRAPH_TAG.sub("\n\n", _DROPPED.sub("\n\n", text)))
    text = html.unescape(text) if _ENTITY.search(text) else text
    return normalise(text)


# What may stand in brackets and behind them, each with one more pair inside.
_LABEL = r"\[((?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){0,500})\]"
_TARGET = r"(?:\((?:[^()\n]|\([^()\n]{0,300}\)){0,1000}\)|\[[^\[\]\n]{0,80}\])"
_MARKUP = (
    (re.compile(r"<!--[^>]{0,2000}-->"), ""),
    (re.compile(r"^(?:```|~~~).*$", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}\[[^\]\n]{1,80}\]:\s+\S.*$", re.MULTILINE), ""),
    (re.compile(rf"!{_LABEL}{_TARGET}"), ""),
    (re.compile(rf"{_LABEL}{_TARGET}"), r"\1"),
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
    fields, text = frontmatter.take(text)
    draft = from_record({**fields, "text": "-"}) if fields else Draft("")
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

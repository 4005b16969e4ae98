"""Answers as plain text and as Markdown, in which only our own marks are marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.article import Filter
from qa.answer import Answer, Carrier, Citation
from ui.narrow import scope
from ui.words import carriers, days, disagreement, long_date, origin, reporters, safe_url, shown

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&$^=:])")

ANY = Filter()


def to_text(answer: Answer, where: Filter = ANY) -> str:
    """Write the answer with its numbered quotes as plain text, ready to be pasted anywhere.

    ``where`` says which articles could answer: pasted alone, an answer would seem to speak for all of them.
    """
    lines = [*_scope(where), answer.answer]
    for conflict in answer.conflicts:
        readings = "; ".join(f"{reading.value} [{reading.citation}]" for reading in conflict.readings)
        lines.append(f"{disagreement(conflict)}: {readings}")
    lines.extend(answer.notes)
    if answer.abstained and answer.closest:
        lines.append("The closest passages:")
    for citation in shown(answer):
        link = safe_url(citation.url)
        rows = [f"[{citation.number}] “{citation.quote}”", f"{origin(citation)}{f' <{link}>' if link else ''}"]
        lines.append("\n    ".join([*rows, *about(citation)]))
    return "\n\n".join(lines) + "\n"


def to_markdown(answer: Answer, where: Filter = ANY) -> str:
    """Write question, answer and numbered quotes as Markdown; for ``where`` see ``to_text``."""
    lines = [f"**{_md(answer.question)}**", *(f"*{_md(one)}*" for one in _scope(where)), _md(answer.answer)]
    for conflict in answer.conflicts:
        readings = "; ".join(f"{_md(reading.value)} \\[{reading.citation}\\]" for reading in conflict.readings)
        lines.append(f"*{_md(disagreement(conflict))}:* {readings}")
    lines.extend(f"*{_md(note)}*" for note in answer.notes)
    if answer.abstained and answer.closest:
        lines.append("The closest passages:")
    for citation in shown(answer):
        source, link = _md(origin(citation)), safe_url(citation.url)
        source = f"[{source}](<{link}>)" if link else source
        lines.append(f"\\[{citation.number}\\] {source}\n\n> {_md(citation.quote)}")
        lines.extend(_md(line) for line in about(citation))
    return "\n\n".join(lines) + "\n"


def about(citation: Citation) -> list[str]:
    """Say in lines what a reader should know of a quote beyond its origin: its days, and who else carries it."""
    lines = [f"“{day.text}” is {long_date(day.date, weekday=True)}." for day in days(citation)]
    own, copies = carriers(citation)
    if own:
        lead = reporters(citation) or "Also reported"
        lines.append(f"{lead}: in other words in {_named(own)}.")
    if copies:
        lines.append(f"The same text also in {_named(copies)}.")
    return lines


def _scope(where: Filter) -> list[str]:
    return [f"{' '.join(scope(where).split())}:"] if where else []


def _named(others: Iterable[Carrier]) -> str:
    return ", ".join(dict.fromkeys(carrier.outlet or carrier.article_id for carrier in others))


def _md(text: str) -> str:
    """Escape text for Markdown: every mark of the language, and no line of its own."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))

"""Answers and conversations as plain text and as Markdown, in which only our own marks are marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.answer import Answer, Carrier, Citation
from ui.words import carriers, days, disagreement, long_date, origin, reporters, safe_url, shown

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&$^=:])")


def to_text(answer: Answer) -> str:
    """Write the answer with its numbered quotes as plain text, ready to be pasted anywhere."""
    lines = [answer.answer]
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


def to_markdown(answer: Answer) -> str:
    """Write question, answer and numbered quotes as Markdown."""
    lines = [f"**{_md(answer.question)}**", _md(answer.answer)]
    for conflict in answer.conflicts:
        readings = "; ".join(f"{_md(reading.value)} \\[{reading.citation}\\]" for reading in conflict.readings)
        lines.append(f"*{_md(disagreement(conflict))}:* {readings}")
    lines.extend(f"*{_md(note)}*" for note in answer.notes)
    if answer.abstained and answer.closest:
        lines.append("The closest passages:")
    for citation in shown(answer):
        where, link = _md(origin(citation)), safe_url(citation.url)
        where = f"[{where}](<{link}>)" if link else where
        lines.append(f"\\[{citation.number}\\] {where}\n\n> {_md(citation.quote)}")
        lines.extend(_md(line) for line in about(citation))
    return "\n\n".join(lines) + "\n"


def conversation(answers: Iterable[Answer]) -> str:
    """Write a conversation as one Markdown document."""
    return "\n---\n\n".join(["# A conversation with Pullquote\n", *(to_markdown(answer) for answer in answers)])


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


def _named(others: Iterable[Carrier]) -> str:
    return ", ".join(dict.fromkeys(carrier.outlet or carrier.article_id for carrier in others))


def _md(text: str) -> str:
    """Escape text for Markdown: every mark of the language, and no line of its own."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))

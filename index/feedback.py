"""What readers say of answers, kept in the article store's database in a table of its own."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from index.articles import ArticleStore

_TABLE = (
    "CREATE TABLE IF NOT EXISTS feedback (id TEXT PRIMARY KEY, given TEXT NOT NULL, helpful INTEGER NOT NULL, "
    "reason TEXT NOT NULL, answer TEXT NOT NULL) WITHOUT ROWID"
)


@dataclass(frozen=True, slots=True)
class Feedback:
    """One judgement: ``answer`` is the whole answer as plain data, ``given`` the UTC time, ``reason`` may be empty."""

    id: str
    given: str
    helpful: bool
    reason: str
    answer: dict[str, Any]


def new(answer: dict[str, Any], *, helpful: bool, reason: str, instead_of: str | None = None) -> Feedback:
    """Return a judgement given now, under an id of its own or in the place of an earlier one."""
    given = datetime.now(UTC).isoformat(timespec="seconds")
    return Feedback(instead_of or secrets.token_hex(8), given, helpful, reason, answer)


def keep(store: ArticleStore, item: Feedback) -> None:
    """Write a judgement; one with the same id gives way to it."""
    row = (item.id, item.given, item.helpful, item.reason, json.dumps(item.answer, ensure_ascii=False))
    with store.transaction() as connection:
        connection.execute(_TABLE)
        connection.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)", row)


def kept(store: ArticleStore) -> list[Feedback]:
    """Return all judgements, the earliest first."""
    with store.reading() as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'feedback'").fetchone():
            return []
        rows = connection.execute("SELECT id, given, helpful, reason, answer FROM feedback ORDER BY given, id")
        return [Feedback(row[0], row[1], bool(row[2]), row[3], json.loads(row[4])) for row in rows]

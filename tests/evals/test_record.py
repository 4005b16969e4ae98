from __future__ import annotations

import json
from dataclasses import replace

from evals.record import Record
from qa.answer import Answer, Carrier
from tests.evals.worlds import rows


def test_a_record_comes_back_from_json_as_it_was() -> None:
    for row in rows():
        assert Record.from_json(json.loads(json.dumps(row.record.to_json()))) == row.record


def test_carriers_and_closest_come_back_too() -> None:
    record = rows()[0].record
    answer = record.answer
    assert isinstance(answer, Answer)
    carried = replace(answer.citations[0], also_in=(Carrier("id", "Outlet", 1, 5, "copy"),))
    record = replace(record, answer=replace(answer, citations=(carried,), closest=(carried,), notes=("a note",)))
    assert Record.from_json(json.loads(json.dumps(record.to_json()))) == record

from __future__ import annotations

from index.lines import paragraphs


def test_rows_of_a_table_stay_apart_even_where_they_are_as_wide_as_wrapped_lines() -> None:
    rows = [f"| Embankment works, section {n} | {n},400,000 crowns |" for n in range(1, 6)]
    assert [line.text for line in paragraphs("\n".join(rows))] == rows


def test_wrapped_lines_become_one_paragraph() -> None:
    lines = [
        "The council of the city met late on Tuesday to hear",
        "what the engineers had found under the bridge, and",
        "what it would cost.",
    ]
    assert len(paragraphs("\n".join(lines))) == 1

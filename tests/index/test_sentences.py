from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sentences import LONGEST, split_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


# Each text is written with "|" where a sentence ends; the marks are taken out before it is split.
CASES = """
He met U.S. President Obama on Nov. 13.| Mr. Smith stayed away.
He lives in the U.S.| The others left.
The U.K. Prime Minister spoke to Gen. John Doe and Sen. Al Ray.
J. R. Smith came with Mary T. Jones.
It opens at 9 a.m. on Friday and shuts at 5 p.m. Thursday.
It was 6 p.m.| Officials had gone.
It was 6 p.m. Moscow time, or 3 p.m. GMT.
He was No. 5 of 3.5 million.| No.| He was not.
Apple Inc. said so.| Acme Ltd.| The firm is gone.
Plan B.| It failed.| World War I.| They lost.
“We go.| We stay,” he said.| “That is all.”
“All of this is over.| We are ready, Mr. President.”| Putin said that Russia agreed.
"Who did it?" he asked.| "Who?" Merkel asked reporters.| "Why?"| The crowd was silent.
'I will go.'| She said nothing.| The boys' toys are gone.
(He left.)| Then she came.| [It rained.]| It was dark.
A coalition of… the willing came.| He waited...| Then it came.
The end.|The next day came.| Visit booking.com or see a.b for more.
He left.|"We are here," she said.| "Done."|Then they went.
The hope -- seen 10 days ago -- fades.
He came to St. Petersburg vs. Mt. Everest, e.g. by train.| It was late.
Er sagte nichts.| 你好。|再见！
In brief: 14 arrests!| 9 wounded?| None dead.
He saw Prof. Dr. Hans Meyer, Ph.D., and Lt. Col. Ray.| Fig. 3 shows it.
1. Take the lamp.| 2. Light it.
Monday: 14 arrests
It grew 3.5 percent.| 130 people came.
He said (see p. 5) that it was so.[12]| She agreed.
He won .| Then he left .
“Go!”| “No!”| They ran.
""".strip().split("\n")


@pytest.mark.parametrize("marked", CASES)
def test_hard_cases(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == [part.strip() for part in marked.split("|")]


def test_sentences_that_begin_in_lower_case() -> None:
    assert sentences("They want more. iPhone sales fell. al-Shabaab said so. von der Leyen did.") == [
        "They want more.",
        "iPhone sales fell.",
        "al-Shabaab said so.",
        "von der Leyen did.",
    ]


def test_a_sentence_never_crosses_a_line() -> None:
    assert sentences("One has no stop\n\nTwo. Three\nMonday: 14\nTuesday: 9") == [
        "One has no stop",
        "Two.",
        "Three",
        "Monday: 14",
        "Tuesday: 9",
    ]


def test_nothing_in_nothing_out() -> None:
    assert split_sentences("") == ()
    assert split_sentences(" \n\n ") == ()


def test_a_monster_is_cut_where_it_can_be_read() -> None:
    spans = split_sentences("one two three, " * 500)
    text = "one two three, " * 500
    assert len(spans) > 1
    assert all(span.end - span.start <= LONGEST for span in spans)
    assert all(text[span.end - 1] == "," for span in spans)
    assert all(span.end - span.start <= LONGEST for span in split_sentences("x" * 5000))


MARKS = ["“", "”", '"', "'", "?", "!", ".", "...", "…", "(", ")", "。", "--", " ", "  ", "\n", "\n\n", "\u00a0"]
PARTS = ["He left.", "U.S.", "Nov.", "Mr.", "The", "a", "13", "x" * 400, "said", "1.", "[3]", "é"]
PIECES = st.lists(st.sampled_from(MARKS + PARTS), max_size=40).map("".join)


@given(st.one_of(PIECES, st.text(max_size=200)))
@settings(max_examples=300, deadline=None)
def test_spans_are_stripped_ordered_and_cover_everything(body: str) -> None:
    spans = split_sentences(body)
    end = 0
    for span in spans:
        assert end <= span.start < span.end <= len(body)
        assert not body[end : span.start].strip()
        text = body[span.start : span.end]
        assert text == text.strip()
        assert "\n" not in text
        assert len(text) <= LONGEST
        end = span.end
    assert not body[end:].strip()


@pytest.mark.parametrize(
    "unit", ["word ", ".", '."', "a. ", ". ", "(", "He left the U.S. on Nov. 13. ", "?! ", "A.", "“a.” "]
)
def test_time_is_linear(unit: str) -> None:
    body = unit * (100_000 // len(unit))
    began = time.process_time()
    split_sentences(body)
    assert time.process_time() - began < 2

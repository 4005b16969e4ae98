from __future__ import annotations

from datetime import date

from index.article import Article
from index.sentences import split_sentences
from index.split import heading, split_chunks


def article(body: str, **known: object) -> Article:
    return Article(id="a", title="A title", body=body, source="a.txt", **known)  # type: ignore[arg-type]


def words(text: str) -> int:
    return len(text.split())


def test_chunks_hold_whole_sentences_within_the_budget() -> None:
    body = "\n\n".join(f"One two three {n}. Four five six." for n in range(20))
    spans = split_sentences(body)
    chunks = split_chunks(article(body), spans, words, 16)
    assert [span for chunk in chunks for span in chunk.sentences] == list(spans)
    assert [chunk.key for chunk in chunks] == [f"a:{n}" for n in range(len(chunks))]
    assert all(words(body[chunk.start : chunk.end]) <= 16 for chunk in chunks)
    assert len(chunks) == 10


def test_a_full_chunk_ends_with_its_paragraph() -> None:
    body = "One two three four five six seven. Eight.\n\nNine ten. Eleven twelve thirteen."
    chunks = split_chunks(article(body), split_sentences(body), words, 11)
    assert [body[chunk.start : chunk.end] for chunk in chunks] == body.split("\n\n")


def test_a_chunk_far_from_full_goes_on_into_the_next_paragraph() -> None:
    body = "One.\n\nNine ten. Eleven twelve thirteen fourteen."
    chunks = split_chunks(article(body), split_sentences(body), words, 4)
    assert [body[chunk.start : chunk.end] for chunk in chunks] == [
        "One.\n\nNine ten.",
        "Eleven twelve thirteen fourteen.",
    ]


def test_one_sentence_may_be_over_the_budget_alone() -> None:
    body = "One. Two three four five. Six."
    chunks = split_chunks(article(body), split_sentences(body), words, 2)
    assert [body[chunk.start : chunk.end] for chunk in chunks] == ["One.", "Two three four five.", "Six."]


def test_no_sentences_no_chunks() -> None:
    assert split_chunks(article(""), (), words, 10) == ()


def test_the_heading_says_what_is_known() -> None:
    assert heading(article("x", outlet="AFP", published=date(2015, 11, 5))) == "A title (AFP, November 5, 2015)"
    assert heading(article("x", outlet="AFP")) == "A title (AFP)"
    assert heading(article("x")) == "A title"

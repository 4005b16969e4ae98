"""Near-copies: what an editor touched is still the wire's; another number, name or negation is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import build as module
from index.article import Article, article_id
from index.articles import ArticleStore
from index.build import build
from index.sentences import split_sentences
from index.settings import Settings
from index.split import split_chunks
from index.syndicate import link, same_text
from index.writer import FileState, Indexed, put_indexed, put_reading
from tests.fakes import FakeEmbedder

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

WIRE = "The council of Marlow on Tuesday voted to spend 40 million crowns on a new bridge over the river Tarn."


@pytest.mark.parametrize(
    "other",
    [
        WIRE.upper(),
        WIRE.replace("on Tuesday voted", "voted on Tuesday"),
        WIRE.replace("river Tarn", "fast-flowing river Tarn in the north"),
        WIRE.replace(" over the river Tarn", ""),
        WIRE.replace("The council", "Earlier, the council"),
        WIRE.replace("council", "assembly"),
        WIRE.replace("Marlow", "Marlow’s"),
        f"“{WIRE}”",
    ],
)
def test_edited_sentence_is_a_copy(other: str) -> None:
    assert same_text(WIRE, other)
    assert same_text(other, WIRE)


@pytest.mark.parametrize(
    "other",
    [
        WIRE.replace("40", "400"),
        WIRE.replace("Tuesday", "Thursday"),
        WIRE.replace("Marlow", "Dunham"),
        WIRE.replace("voted", "voted not"),
        WIRE.replace("voted to spend", "never voted to spend"),
        "Marlow will get a new bridge across the Tarn for 40 million crowns after its council agreed on Tuesday.",
        "A completely different sentence about the weather, with no more in common than a few small words.",
    ],
)
def test_another_statement_is_no_copy(other: str) -> None:
    assert not same_text(WIRE, other)
    assert not same_text(other, WIRE)


def test_names_may_change_their_spelling_and_people_their_title() -> None:
    assert same_text("Rebels of IS shot at Mr Hall in the port.", "Rebels of ISIS shot at Dr Hall in the port.")
    assert not same_text("Envoys of the EU met Mr Hall in the port.", "Envoys of the US met Mr Hall in the port.")


def test_few_words_are_no_evidence() -> None:
    assert not same_text("He said no.", "He said no.")


FILLER = "Nothing else of note happened in {place} that week, said the keeper of the {place} archive. "


def add(store: ArticleStore, place: str, body: str) -> Article:
    """Index one article by hand and link it."""
    article = Article(id=article_id(place, None, None, body), title=place, body=body, source=f"{place}.txt")
    sentences = split_sentences(body)
    chunks = split_chunks(article, sentences, lambda text: len(text.split()), 50)
    with store.transaction() as connection:
        put_reading(connection, FileState(place, article.source, 1, 1, "", ""), [article], [])
        put_indexed(connection, Indexed(article, sentences, chunks, "recipe", "digest"))
    link(store)
    return article


def test_copies_are_found_in_both_directions_whatever_comes_first(tmp_path: Path) -> None:
    second = WIRE.replace("Tuesday", "Friday").replace("bridge", "tunnel").replace("40", "70")
    with ArticleStore(tmp_path / "articles.db", create=True) as store:
        one = add(store, "one", f"{WIRE} {second}\n\n{FILLER.format(place='Aville')}")
        other = add(
            store, "two", f"{FILLER.format(place='Bedorf')}\n\n{WIRE.replace('council', 'town council')} {second}"
        )
        start = other.body.index("The town")
        assert store.copies(one.id, 0, len(WIRE)) == [(other.id, start, other.body.index(second) - 1)]
        assert store.copies(one.id, 0, len(WIRE) + 1 + len(second)) == [(other.id, start, len(other.body))]
        assert store.copies(other.id, start, start + 5) == [(one.id, 0, len(WIRE))]
        assert store.copies(one.id, one.body.index("Nothing"), len(one.body)) == []
        assert store.copies(one.id, 0, 0) == []
        assert store.copies("not there", 0, 10) == []
        assert list(store.overlap(one.id)) == [other.id]
        assert 0.5 < store.overlap(one.id)[other.id] < 0.9


def test_span_that_is_mostly_new_is_no_copy(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "articles.db", create=True) as store:
        one = add(store, "one", f"{WIRE} {FILLER.format(place='Aville') * 2}")
        add(store, "two", WIRE)
        assert store.copies(one.id, 0, len(one.body)) == []
        assert len(store.copies(one.id, 0, len(WIRE))) == 1


def test_changed_article_loses_its_old_links(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "articles.db", create=True) as store:
        one = add(store, "one", WIRE)
        two = add(store, "two", WIRE)
        with store.transaction() as connection:
            connection.execute("DELETE FROM article WHERE id = ?", (two.id,))
        assert store.copies(one.id, 0, len(WIRE)) == []
        three = add(store, "three", WIRE)
        assert store.copies(one.id, 0, len(WIRE)) == [(three.id, 0, len(WIRE))]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this checkout")
def test_real_reprints(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_embedder", lambda settings: FakeEmbedder())
    build([CORPUS], settings)
    with ArticleStore(settings.database) as store:
        articles = {article.source[:3]: article for article in store.listing()}
        names = {article.id: number for number, article in articles.items()}

        def carriers(number: str, words: str) -> set[str]:
            at = articles[number].body.index(words)
            return {names[other] for other, _, _ in store.copies(articles[number].id, at, at + len(words))}

        assert carriers("000", "French jets on Monday") == {"002", "003"}
        assert carriers("001", "650 soldiers to Mali") == {"000", "002", "003"}
        assert carriers("000", "claimed it brought down") == {"001", "002"}
        assert carriers("001", "The sole surviving pilot") == {"000"}
        assert carriers("002", "Mr Lavrov said in Moscow") == {"000", "001"}
        assert store.overlap(articles["004"].id) == {}

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest

from index import download, embed
from index.embed import Embedder, Scorer
from index.errors import ModelError
from index.settings import load
from tests.fakes import FakeEmbedder, FakeScorer

QUESTION = "Which country offered soldiers?"
NEAR = "The ministry said that 650 troops would be sent to the mission next year."
FAR = "Stir the flour into the butter and let it cool."

models = pytest.mark.models


@cache
def default_embedder() -> Embedder:
    return embed.open_embedder(load())


@cache
def plain_embedder() -> Embedder:
    return embed.open_embedder(load(embedder="all-minilm-l6-v2"))


@cache
def default_scorer() -> Scorer:
    return embed.open_scorer(load())


EMBEDDERS = [
    pytest.param(default_embedder, id="onnx", marks=models),
    pytest.param(plain_embedder, id="sentence-transformers", marks=models),
    pytest.param(FakeEmbedder, id="fake"),
]


@pytest.mark.parametrize("make", EMBEDDERS)
def test_vectors_are_unit_rows_in_order(make: type[FakeEmbedder]) -> None:
    embedder = make()
    texts = ["A", NEAR, FAR * 20, ""]
    vectors = embedder.passages(texts)
    assert vectors.shape == (4, embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    assert embedder.passages([NEAR])[0] == pytest.approx(vectors[1], abs=1e-5)
    assert embedder.query(QUESTION).shape == (embedder.dimension,)
    assert embedder.passages([]).shape == (0, embedder.dimension)


@pytest.mark.parametrize("make", EMBEDDERS[:2])
def test_what_means_the_same_is_nearer(make: type[FakeEmbedder]) -> None:
    near, far = make().passages([NEAR, FAR]) @ make().query(QUESTION)
    assert near > far + 0.1


@pytest.mark.parametrize("make", EMBEDDERS[:2])
def test_tokens_are_counted_uncut_and_without_marks(make: type[FakeEmbedder]) -> None:
    assert make().count_tokens("") == 0
    assert make().count_tokens("hello world " * 400) == 800


@models
def test_vector_depends_on_its_text_alone() -> None:
    """Batches of these int8 models would shift each other's vectors."""
    alone = default_embedder().passages([NEAR])[0]
    among = default_embedder().passages([FAR * 30, "x", NEAR, FAR])[2]
    assert np.array_equal(alone, among)
    score = default_scorer().scores(QUESTION, [NEAR])[0]
    assert score == default_scorer().scores(QUESTION, [FAR * 30, NEAR])[1]


@models
def test_query_is_embedded_with_the_prefix_of_its_training() -> None:
    embedder = default_embedder()
    with_prefix = embedder.passages([embed.QUERY_PREFIX + QUESTION])[0]
    assert np.array_equal(embedder.query(QUESTION), with_prefix)


@models
def test_threads_get_what_one_caller_gets() -> None:
    texts = [f"{NEAR} Report number {number}." for number in range(8)]
    expected = [default_embedder().query(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(default_embedder().query, texts))
    assert np.array_equal(np.array(got), np.array(expected))


@models
def test_scorer_ranks_the_answer_first_and_keeps_the_order_of_the_texts() -> None:
    scores = default_scorer().scores(QUESTION, [FAR, NEAR, FAR * 40])
    assert scores.shape == (3,)
    assert scores.dtype == np.float32
    assert int(scores.argmax()) == 1
    assert default_scorer().scores(QUESTION, []).shape == (0,)


@models
def test_long_input_is_cut_from_the_text_not_from_the_question() -> None:
    scorer = default_scorer()
    long = NEAR + FAR * 200
    assert scorer.scores(QUESTION, [long])[0] > scorer.scores(QUESTION, [FAR * 200])[0] + 1
    assert np.isfinite(scorer.scores("why " * 5000, [NEAR])).all()  # a question longer than the model


def test_fake_scorer_counts_shared_words() -> None:
    scores = FakeScorer().scores("soldiers offered", ["soldiers offered", "soldiers", "flour"])
    assert scores.tolist() == [10.0, 0.0, -10.0]


@pytest.mark.parametrize("open_model", [embed.open_embedder, embed.open_scorer])
def test_unknown_model_without_network_is_one_sentence(open_model: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # the discard port: nobody listens
    download.reachable.cache_clear()
    opener = embed.open_embedder if open_model is embed.open_embedder else embed.open_scorer
    with pytest.raises(ModelError, match="'nobody/nothing' is not here"):
        opener(load(embedder="nobody/nothing", reranker="nobody/nothing"))


@models
def test_default_models_load_neither_torch_nor_transformers() -> None:
    code = (
        "import sys; from index import embed; from index.settings import load; s = load();"
        "embed.open_embedder(s); embed.open_scorer(s);"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'chromadb'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"

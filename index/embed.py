"""Texts to unit vectors, and (query, text) pairs to scores: the only home of the encoders' runtimes.

The two default models run on onnxruntime and tokenizers alone, which start in a fraction of a second. Any other
name is loaded with Sentence Transformers, from the models folder, a local path or the Hugging Face hub.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index import download, models, telemetry
from index.errors import ModelError
from index.settings import Settings

Vectors = NDArray[np.float32]
MAX_TOKENS = 512  # BERT's positions; longer texts are cut
MAX_QUERY_TOKENS = 256  # leaves half of them to the text that is scored
# bge was trained with this in front of queries and nothing in front of passages (model card of bge-small-en-v1.5).
QUERY_PREFIX = "Represent this sentence for searching relevant passages: "


class Embedder(Protocol):
    """Texts to vectors whose dot product is the similarity. Safe to use from several threads."""

    @property
    def name(self) -> str:
        """Name of the model; stored with the vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, shape ``(len(texts), dimension)``, float32."""

    def query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape ``(dimension,)``, float32."""

    def count_tokens(self, text: str) -> int:
        """Return the number of the model's tokens in a text, without special tokens."""


class Scorer(Protocol):
    """Scores texts against a query. Safe to use from several threads."""

    @property
    def name(self) -> str:
        """Name of the model."""

    def scores(self, query: str, texts: Sequence[str]) -> Vectors:
        """Return one raw score (logit, unbounded, higher is better) per text, shape ``(len(texts),)``, float32."""


def open_embedder(settings: Settings) -> Embedder:
    """Open the embedder that the settings name.

    Raises:
        ModelError: its files are missing or damaged, or Sentence Transformers cannot load it.
    """
    name, folder = _find(settings.embedder, settings)
    if folder is not None and (folder / "model.onnx").exists():
        return OnnxEmbedder(name, folder)
    return SentenceTransformerEmbedder(name, str(folder or name))


def open_scorer(settings: Settings) -> Scorer:
    """Open the reranker that the settings name.

    Raises:
        ModelError: its files are missing or damaged, or Sentence Transformers cannot load it.
    """
    name, folder = _find(settings.reranker, settings)
    if folder is not None and (folder / "model.onnx").exists():
        return OnnxScorer(name, folder)
    return CrossEncoderScorer(name, str(folder or name))


def _find(name: str, settings: Settings) -> tuple[str, Path | None]:
    """Return a model's full name, and its verified folder if the table has it."""
    name = models.resolve(name)
    return name, models.locate(name, settings) if name in models.MODELS else None


class _OnnxEncoder:
    """A BERT in ``model.onnx`` with its ``tokenizer.json``: one text for each run, as many runs at once as cores.

    These int8 exports scale their activations over the whole input, so a text's vector would depend on the texts
    beside it in a batch (measured: cosine 0.995 to itself, reranker logits up to 0.8 apart). One text for each run
    makes it a function of the text alone and needs no padding; with one thread for each run it is also as fast or
    faster (2 cores, 90 tokens a text: 7,000-10,000 tokens/s; batches of 8 on two threads 3,000-6,500).
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()  # texts are cut in `_ids`, counted whole
        self._start = self._tokenizer.token_to_id("[CLS]")
        self._stop = self._tokenizer.token_to_id("[SEP]")
        self._pool = ThreadPoolExecutor(available_cores(), thread_name_prefix="encoder")

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each text, uncut, without special tokens."""
        return [found.ids for found in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def run(self, texts: Sequence[list[int]], before: list[int] | None = None) -> list[Vectors]:
        """Return the model's first output for each text, without its batch axis, in order.

        Args:
            texts: tokens of each text; cut so that the whole input has at most ``MAX_TOKENS``.
            before: tokens of a query that goes first in every input, as a segment of its own.
        """
        # Longest first, so that no long text is left to one core at the end.
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        jobs = {number: self._pool.submit(self._one, texts[number], before) for number in order}
        return [jobs[number].result() for number in range(len(texts))]

    def _one(self, text: list[int], before: list[int] | None) -> Vectors:
        head = [self._start] if before is None else [self._start, *before[:MAX_QUERY_TOKENS], self._stop]
        body = [*text[: MAX_TOKENS - len(head) - 1], self._stop]
        kinds = [0] * (len(head) + len(body)) if before is None else [0] * len(head) + [1] * len(body)
        feed = {
            "input_ids": np.array([head + body], np.int64),
            "attention_mask": np.ones((1, len(kinds)), np.int64),
            "token_type_ids": np.array([kinds], np.int64),
        }
        output: Vectors = self._session.run(None, feed)[0][0]
        return output


class OnnxEmbedder:
    """bge-small-en-v1.5 on onnxruntime: the unit vector of the [CLS] token's last hidden state."""

    def __init__(self, name: str, folder: Path) -> None:
        """Load the model from a folder with ``model.onnx`` and ``tokenizer.json``."""
        self.name = name
        self._encoder = _OnnxEncoder(folder)
        self.dimension = len(self.query(""))

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder.passages``."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        rows = np.stack([hidden[0] for hidden in self._encoder.run(self._encoder.tokens(texts))])
        vectors: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return vectors

    def query(self, text: str) -> Vectors:
        """See ``Embedder.query``."""
        vector: Vectors = self.passages([QUERY_PREFIX + text])[0]
        return vector

    def count_tokens(self, text: str) -> int:
        """See ``Embedder.count_tokens``."""
        return len(self._encoder.tokens([text])[0])


class OnnxScorer:
    """ms-marco-MiniLM-L-12-v2 on onnxruntime: one logit for the pair (query, text)."""

    def __init__(self, name: str, folder: Path) -> None:
        """Load the model from a folder with ``model.onnx`` and ``tokenizer.json``."""
        self.name = name
        self._encoder = _OnnxEncoder(folder)

    def scores(self, query: str, texts: Sequence[str]) -> Vectors:
        """See ``Scorer.scores``. Of a pair that is too long, the text is cut; of a query, 256 tokens are read."""
        if not texts:
            return np.zeros(0, np.float32)
        before, *rest = self._encoder.tokens([query, *texts])
        return np.concatenate(self._encoder.run(rest, before))


class SentenceTransformerEmbedder:
    """Any Sentence Transformers model. Where the model defines prompts for queries or documents, they are used."""

    def __init__(self, name: str, source: str) -> None:
        """Load the model from a local folder, or by its name on the Hugging Face hub."""
        self.name = name
        telemetry.switch_off()
        from sentence_transformers import SentenceTransformer

        self._model = _load(SentenceTransformer, source, "embedder")
        # The model is shared by all threads, its tokenizer changes its own state while it cuts and pads.
        self._lock = threading.Lock()
        self.dimension = len(self.query(""))

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder.passages``."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        with self._lock:
            vectors = self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    def query(self, text: str) -> Vectors:
        """See ``Embedder.query``."""
        with self._lock:
            vector = self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vector, np.float32)

    def count_tokens(self, text: str) -> int:
        """See ``Embedder.count_tokens``."""
        with self._lock:
            return len(self._model.tokenizer.encode(text, add_special_tokens=False, truncation=False, verbose=False))


class CrossEncoderScorer:
    """Any cross-encoder of Sentence Transformers with one output."""

    def __init__(self, name: str, source: str) -> None:
        """Load the model from a local folder, or by its name on the Hugging Face hub."""
        self.name = name
        telemetry.switch_off()
        from sentence_transformers import CrossEncoder

        self._model = _load(CrossEncoder, source, "reranker")
        self._lock = threading.Lock()

    def scores(self, query: str, texts: Sequence[str]) -> Vectors:
        """See ``Scorer.scores``."""
        if not texts:
            return np.zeros(0, np.float32)
        from torch.nn import Identity

        with self._lock:
            pairs = [(query, text) for text in texts]
            logits = self._model.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
        return np.asarray(logits, np.float32)


def available_cores() -> int:
    """Return the number of cores this process may use (a container often gets fewer than the machine has)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _load(kind: Callable[..., Any], source: str, role: models.Role) -> Any:  # noqa: ANN401 - the library is not typed
    """Load a model: from a folder or the hub client's cache if it is there, from the hub otherwise.

    Raises:
        ModelError: there is no such model, here or on the hub, or its files cannot be read.
    """
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    endpoint = download.hub_endpoint()
    advice = f"check the name, or take {' or '.join(models.names(role))}"
    try:
        try:
            return kind(source, local_files_only=True)
        except OSError:
            if Path(source).exists():
                raise
            # The hub client retries an unreachable hub for a minute; this asks once.
            if not download.reachable(endpoint):
                raise ModelError(
                    f"The model {source!r} is not here and {endpoint} cannot be reached; {advice}."
                ) from None
            return kind(source)
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()
        raise ModelError(
            f"Sentence Transformers cannot load {source!r} ({reason[0] if reason else type(error).__name__}); {advice}."
        ) from error

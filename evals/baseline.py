"""The neighbour of every figure: plain LangChain retrieval-augmented chat, as its tutorials build it.

Recursive splitter 1000/200, Chroma with the four nearest chunks, the same embedder and the same LLM object as
Pullquote, "cite with [n]". A follow-up is first rewritten by the LLM with the prompt of LangChain's
``create_history_aware_retriever`` examples. Kindness to the baseline: it splits the clean bodies that Pullquote's
reader gives, not raw files with their navigation words. A citation is the whole chunk its marker points at.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_text_splitters import RecursiveCharacterTextSplitter

from evals.cache import CachedLLM
from evals.corpora import Suite
from evals.metrics import Span
from evals.record import Record
from evals.systems import Case, Cases, Replay, finished
from index.article import Article, Filter
from index.embed import Embedder, open_embedder
from index.sentences import split_sentences
from index.settings import Settings
from qa.answer import Answer, Citation, Claim, Turn

if TYPE_CHECKING:
    from langchain_chroma import Chroma

SIZE, OVERLAP, TOP = 1000, 200, 4
PROMPT = "Answer from the passages and cite with [n]. If they do not contain the answer, say so."
CONDENSE = (
    "Given a chat history and the latest user question which might reference context in the chat history, "
    "formulate a standalone question which can be understood without the chat history. Do NOT answer the question, "
    "just reformulate it if needed and otherwise return it as is."
)
_MARKER = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")
# what a chat model writes when it refuses; looked for in the first sentence only
_REFUSAL = re.compile(
    r"\b(?:do(?:es)?|did|is|are|was|were|has|have|can|could)(?: not|n't)\b.{0,40}?"
    r"\b(?:contain|say|mention|provide|specif|include|state|give|answer|find|found|determin|address|discuss|know)"
    r"|\bnot (?:mentioned|provided|specified|stated|given|found|available|contained)\b"
    r"|\bno (?:information|mention|answer|details?|passage|evidence)\b|\bcannot\b|\bunable to\b|\bdo not know\b",
    re.IGNORECASE | re.DOTALL,
)


class IndexEmbeddings(Embeddings):
    """Pullquote's embedder behind LangChain's interface."""

    def __init__(self, embedder: Embedder) -> None:
        """Wrap an embedder."""
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one unit vector for each text."""
        return [[float(value) for value in row] for row in self._embedder.passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of a question."""
        return [float(value) for value in self._embedder.query(text)]


def place(document: Document) -> Span:
    """Return where a document stands."""
    start = int(document.metadata["start_index"])
    return Span(str(document.metadata["article"]), start, start + len(document.page_content))


class Baseline:
    """Plain LangChain retrieval-augmented chat over the bodies of a suite."""

    name = "baseline"

    def __init__(self, settings: Settings, suite: Suite, llm: CachedLLM, cases: Cases) -> None:
        """Split, embed and store the suite's articles in memory; ``cases`` are known by the question's text."""
        self.llm = llm
        self._cases = cases
        self._model = settings.llm_model or settings.llm
        self._articles = {article.id: article for article in suite.articles.values()}
        embedder = open_embedder(settings)
        self.documents = self.split(suite.articles, embedder)
        self._store = open_store(self.documents, IndexEmbeddings(embedder), f"{self.name}-{suite.name}")
        self._replay = Replay()

    def split(self, articles: Mapping[str, Article], embedder: Embedder) -> list[Document]:
        """Split bodies into documents that know their article and where in its body they start."""
        del embedder  # it splits by characters
        splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP, add_start_index=True)
        return splitter.split_documents([whole(article) for article in articles.values()])

    def close(self) -> None:
        """Drop the collection, so that the next suite starts with none."""
        self._store.delete_collection()

    def holds(self, articles: Sequence[str]) -> bool:
        """Tell whether all of the articles are in the index."""
        return set(articles) <= self._articles.keys()

    def search(self, question: str, outlets: Sequence[str]) -> list[Document]:
        """Return the documents for a stand-alone question, best first; of some outlets only, where any are given."""
        return self.nearest(question, TOP, outlets)

    def nearest(self, question: str, k: int, outlets: Sequence[str]) -> list[Document]:
        """Return the ``k`` documents whose vectors are nearest."""
        where: dict[str, Any] | None = {"outlet": {"$in": list(outlets)}} if outlets else None
        return self._store.similarity_search(question, k=k, filter=where)

    def messages(self, question: str, documents: Sequence[Document], turns: Sequence[Turn]) -> list[BaseMessage]:
        """Return the prompt: system, the conversation so far, numbered passages and the question."""
        passages = "\n\n".join(f"[{at}] {document.page_content}" for at, document in enumerate(documents, start=1))
        return [SystemMessage(PROMPT), *said(turns), HumanMessage(f"Passages:\n\n{passages}\n\nQuestion: {question}")]

    def find(self, question: str, history: Sequence[str]) -> Record:
        """Retrieve only; without an LLM a follow-up cannot be rewritten and is searched as it stands."""
        del history
        case = self._cases.get(question, Case())
        return self._found(self.search(question, _outlets(case.where)))

    def _found(self, documents: Sequence[Document]) -> Record:
        spans = tuple(place(document) for document in documents)
        return Record(id="", answer=None, passages=spans, evidence=spans, milliseconds={})

    def ask(self, question: str, history: Sequence[str]) -> Record:
        """Answer, after replaying the earlier questions of the conversation."""
        case = self._cases.get(question) or Case(turns=self._replay.turns(history, self))
        before = self.llm.fresh()
        answer, documents = self._chat(question, case)
        found = self._found(documents)
        return replace(finished(answer, self.llm, before), passages=found.passages, evidence=found.evidence)

    def reply(self, question: str, turns: Sequence[Turn]) -> Answer:
        """Answer one question of a conversation."""
        return self._chat(question, Case(turns=tuple(turns)))[0]

    def _chat(self, question: str, case: Case) -> tuple[Answer, list[Document]]:
        start = time.perf_counter()
        documents = self.search(self._alone(question, case.turns), _outlets(case.where))
        times = {"retrieve": _since(start)}
        pieces: list[str] = []
        for chunk in self.llm.stream(self.messages(question, documents, case.turns)):
            if chunk.text and "first_token" not in times:
                times["first_token"] = _since(start)
            pieces.append(str(chunk.text))
        times["total"] = _since(start)
        places = [place(document) for document in documents]
        return assemble(question, "".join(pieces), places, self._articles, (self._model, times)), documents

    def _alone(self, question: str, turns: Sequence[Turn]) -> str:
        if not turns:
            return question
        asked = self.llm.invoke([SystemMessage(CONDENSE), *said(turns), HumanMessage(question)])
        return str(asked.text).strip() or question


def whole(article: Article) -> Document:
    """Return an article's body as one document that knows its article and outlet."""
    return Document(article.body, metadata={"article": article.id, "outlet": article.outlet or ""})


def _outlets(where: Filter | None) -> tuple[str, ...]:
    return where.outlets if where else ()


def open_store(documents: Sequence[Document], embeddings: Embeddings, name: str) -> Chroma:
    """Return a Chroma collection in memory that holds the documents."""
    from chromadb import EphemeralClient
    from chromadb.config import Settings as ChromaSettings
    from langchain_chroma import Chroma

    client = EphemeralClient(settings=ChromaSettings(anonymized_telemetry=False))
    return Chroma.from_documents(list(documents), embeddings, client=client, collection_name=name)


def said(turns: Sequence[Turn]) -> list[BaseMessage]:
    """Return a conversation as messages."""
    pairs = ((HumanMessage(turn.question), AIMessage(turn.answer.answer)) for turn in turns)
    return [message for pair in pairs for message in pair]


def _since(start: float) -> int:
    return round((time.perf_counter() - start) * 1000)


def assemble(
    question: str,
    reply: str,
    places: Sequence[Span],
    articles: Mapping[str, Article],
    made: tuple[str, dict[str, int]],
) -> Answer:
    """Turn a reply with [n] markers into an ``Answer``: sentences are claims, passages are quotes.

    Markers that point at no passage are dropped. ``made`` is the model's name and the times in milliseconds.
    A reply whose first sentence says that the passages do not tell is an abstention.
    """
    reply = reply.strip()
    sentences = [reply[sentence.start : sentence.end] for sentence in split_sentences(reply)]
    numbers: dict[int, int] = {}
    claims: list[Claim] = []
    for sentence in sentences:
        used = [int(number) for found in _MARKER.findall(sentence) for number in found.split(",")]
        mine = tuple(numbers.setdefault(at, len(numbers) + 1) for at in used if 1 <= at <= len(places))
        text = _MARKER.sub("", sentence).strip()
        if text.strip(" .,;") or not claims:
            claims.append(Claim(text, tuple(dict.fromkeys(mine)), 0.0))
        else:  # a marker that stands alone behind the sentence it belongs to
            claims[-1] = Claim(claims[-1].text, tuple(dict.fromkeys((*claims[-1].citations, *mine))), 0.0)
    abstained = not sentences or bool(_REFUSAL.search(sentences[0]))
    citations = () if abstained else tuple(_cite(n, places[at - 1], articles) for at, n in numbers.items())
    return Answer(
        question=question,
        answer=_MARKER.sub(lambda found: _renumber(found[1], numbers), reply),
        abstained=abstained,
        claims=() if abstained else tuple(claims),
        citations=citations,
        model=made[0],
        confidence=0.0 if abstained else 1.0,
        timings_ms=made[1],
    )


def _renumber(marker: str, numbers: Mapping[int, int]) -> str:
    return "".join(f"[{numbers[int(at)]}]" for at in marker.split(",") if int(at) in numbers)


def _cite(number: int, span: Span, articles: Mapping[str, Article]) -> Citation:
    article = articles[span.article]
    day = article.published.isoformat() if article.published else None
    quote = article.body[span.start : span.end]
    return Citation(number, article.id, article.title, article.outlet, day, article.url, quote, span.start, span.end)

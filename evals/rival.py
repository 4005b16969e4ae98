"""The stronger neighbour: hybrid retrieval, a cross-encoder and the prompt of LlamaIndex's citation engine.

Built from public parts with their documented defaults: chunks of 512 tokens overlapping by 20 (LlamaIndex's
``CitationQueryEngine``), four chunks each from Chroma and from BM25 (SQLite's FTS5), fused by weighted reciprocal
rank with c = 60 (LangChain's ``EnsembleRetriever``), the best three after a cross-encoder (LangChain's
``CrossEncoderReranker``); same embedder, reranker and LLM object as Pullquote.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from itertools import islice

from langchain_core.documents import Document
from langchain_core.messages import BaseMessage, HumanMessage
from langchain_text_splitters import RecursiveCharacterTextSplitter

from evals.baseline import Baseline, said, whole
from evals.cache import CachedLLM
from evals.corpora import Suite
from evals.systems import Cases
from index.article import Article
from index.embed import Embedder, Scorer, open_scorer
from index.settings import Settings
from qa.answer import Turn

SIZE, OVERLAP = 512, 20  # tokens
EACH, FUSION, TOP = 4, 60, 3
PROMPT = """Please provide an answer based solely on the provided sources. When referencing information from a \
source, cite the appropriate source(s) using their corresponding numbers. Every answer should include at least one \
source citation. Only cite a source when you are explicitly referencing it. If none of the sources are helpful, you \
should indicate that. For example:
Source 1:
The sky is red in the evening and blue in the morning.
Source 2:
Water is wet when the sky is red.
Query: When is water wet?
Answer: Water will be wet when the sky is red [2], which occurs in the evening [1].
Now it's your turn. Below are several numbered sources of information:
------
{sources}
------
Query: {question}
Answer: """


class Rival(Baseline):
    """Hybrid retrieval, reranking and cited answers over the bodies of a suite."""

    name = "rival"

    def __init__(self, settings: Settings, suite: Suite, llm: CachedLLM, cases: Cases) -> None:
        """Split and embed as the baseline does, and put the same chunks into a full-text index in memory."""
        super().__init__(settings, suite, llm, cases)
        self._scorer: Scorer = open_scorer(settings)
        self._lexical = Lexical(self.documents)

    def split(self, articles: Mapping[str, Article], embedder: Embedder) -> list[Document]:
        """Split bodies into chunks of 512 of the embedder's tokens."""
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=SIZE, chunk_overlap=OVERLAP, add_start_index=True, length_function=embedder.count_tokens
        )
        return splitter.split_documents([whole(article) for article in articles.values()])

    def search(self, question: str, outlets: Sequence[str]) -> list[Document]:
        """Return the best three chunks, best first."""
        pool = fuse([self.nearest(question, EACH, outlets), self._lexical.search(question, outlets)])
        if not pool:
            return []
        scores = self._scorer.scores(question, [document.page_content for document in pool])
        return [pool[at] for at in sorted(range(len(pool)), key=lambda at: -scores[at])[:TOP]]

    def messages(self, question: str, documents: Sequence[Document], turns: Sequence[Turn]) -> list[BaseMessage]:
        """Return the citation engine's prompt after the conversation so far."""
        numbered = (f"Source {at}:\n{document.page_content}" for at, document in enumerate(documents, start=1))
        prompt = PROMPT.format(sources="\n\n".join(numbered), question=question)
        return [*said(turns), HumanMessage(prompt)]


class Lexical:
    """BM25 over documents, by SQLite's FTS5."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Index the documents in memory."""
        self._documents = list(documents)
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute("CREATE VIRTUAL TABLE chunks USING fts5(text)")
        rows = ((at, document.page_content) for at, document in enumerate(self._documents))
        self._database.executemany("INSERT INTO chunks(rowid, text) VALUES (?, ?)", rows)

    def search(self, question: str, outlets: Sequence[str] = ()) -> list[Document]:
        """Return the four documents, of some outlets where any are given, that match any of the words best."""
        wanted = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
        if not wanted:
            return []
        found = self._database.execute("SELECT rowid FROM chunks WHERE chunks MATCH ? ORDER BY rank", (wanted,))
        ranked = (self._documents[at] for (at,) in found)
        return list(islice((item for item in ranked if not outlets or item.metadata["outlet"] in outlets), EACH))


def fuse(rankings: Sequence[Sequence[Document]]) -> list[Document]:
    """Fuse rankings with equal weights by the sum of 1 / (60 + rank); documents count as one by their text."""
    scores: dict[str, float] = {}
    known: dict[str, Document] = {}
    for ranking in rankings:
        for rank, document in enumerate(ranking, start=1):
            known.setdefault(document.page_content, document)
            scores[document.page_content] = scores.get(document.page_content, 0.0) + 1 / (FUSION + rank)
    return [known[text] for text in sorted(scores, key=lambda text: -scores[text])]

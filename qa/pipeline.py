"""The whole way of a question, on one screen: open, answer, stream."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index.article import Filter
from index.articles import ArticleStore
from index.embed import Embedder, Scorer
from index.errors import IndexMissingError, PullquoteError
from index.settings import Settings
from qa import claims, compound, kinds, premise, prompt, question, values, when, wording
from qa.answer import Answer, Event, Evidence, Found, Stage, Token, Turn
from qa.assemble import Assembly, Clock, Retrieved
from qa.citations import citation
from qa.claims import Draft, quotes_of
from qa.digest import digest
from qa.judge import Judge
from qa.rerank import rerank, unread
from qa.retrieve import VectorSearch, retrieve

RETOLD = 6  # passages in which other reports of what the LLM wrote are looked for
LATEST_NUMBER, LATEST = 0.25, 0.75  # share of the best relevance from which a later report gives the latest

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel
    from langchain_core.messages import BaseMessage


@dataclass
class Pipeline:
    """The opened parts of Pullquote, ready for questions from several threads; a context manager."""

    settings: Settings
    store: ArticleStore
    vectors: VectorSearch
    embedder: Embedder
    scorer: Scorer
    model: str
    _llm: Future[BaseChatModel]
    _count: prompt.Counter | None = field(default=None, repr=False)
    _wanted: threading.Event = field(default_factory=threading.Event, repr=False)  # no more reading ahead

    def __enter__(self) -> Self:
        """Return the pipeline itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the stores."""
        self.close()

    def close(self) -> None:
        """Close the stores."""
        self._wanted.set()
        self.store.close()

    @property
    def llm(self) -> BaseChatModel:
        """The LLM, waited for if it is still loading.

        Raises:
            PullquoteError: it could not be opened.
        """
        return self._llm.result()

    @property
    def ready(self) -> bool:
        """Tell whether the LLM has been loaded."""
        return self._llm.done()

    def read_ahead(self) -> None:
        """Let an embedded LLM read what all its prompts begin with, in the background, until the first question comes.

        Half a minute of work that this question would wait for; no other LLM is asked anything.
        """

        def read() -> None:
            from qa.llm import read_ahead

            with suppress(PullquoteError):  # which is told to whoever asks
                read_ahead(self.llm, prompt.beginnings(), self._wanted.is_set)

        threading.Thread(target=read, name="reading ahead", daemon=True).start()

    def retrieve(self, asked: str, history: Sequence[Turn] = (), where: Filter | None = None) -> Retrieved:
        """Find passages and evidence for a question, without the LLM writing an answer."""
        _, found = self._search(self._understand(wording.plain(asked), history, where), Clock())
        return found

    def answer(self, asked: str, history: Sequence[Turn] = (), where: Filter | None = None) -> Answer:
        """Answer a question; ``history`` holds the turns before it, oldest first.

        Raises:
            BadInputError: the question is empty or too long.
            LLMUnavailableError, LLMRefusedError, ModelError: the LLM could not write.
        """
        for event in self.stream(asked, history, where):
            if isinstance(event, Answer):
                return event
        raise AssertionError("a stream ends with an answer")

    def stream(self, asked: str, history: Sequence[Turn] = (), where: Filter | None = None) -> Iterator[Event]:
        """Answer a question step by step: stages, the quotes found, the draft's tokens, and last the ``Answer``."""
        asked = question.check(asked)
        self._wanted.set()
        plain = wording.plain(asked)
        singles = compound.singles(plain)
        for event in self._each(plain, singles, history, where) if singles else self._one(plain, history, where):
            yield replace(event, question=asked) if isinstance(event, Answer) else event

    def _one(
        self, asked: str, history: Sequence[Turn], where: Filter | None, whole: str | None = None
    ) -> Iterator[Event]:
        """Answer a single question; ``whole`` is one that it is part of, which tells what it is about."""
        making = Assembly(self.store, self.model)
        if (again := question.about_last(asked, history)) is not None:
            making.clock.mark("total")
            yield replace(again, timings_ms=making.clock.marks)
            return
        if wording.is_small_talk(asked):
            yield making.welcome(self.store.count(), self.examples(2))
            return
        yield Stage("searching", f"searching {self.store.count(where):,} articles")
        query = self._understand(asked, history, where)
        if answer := self._digest(query, making):
            yield Found(answer.citations)
            yield answer
            return
        searched, found = self._search(replace(query, text=whole or query.text), making.clock)
        query = replace(searched, text=query.text) if whole else searched
        yield Found(tuple(citation(number, item, self.store) for number, item in enumerate(found.evidence, 1)))
        making.clock.mark("first_quote")
        if not found.evidence:
            yield replace(making.refused(query.text, found), notes=query.notes)
            return
        yield Stage(
            "reading", f"reading {len(found.evidence)} passages" if self.ready else "loading the language model"
        )
        self._llm.result()  # whose own tokens count: the first question is to be answered as the next is
        found = replace(found, evidence=self._evidence(query.text, found.sentences))
        reply = ""
        text = question.cased(query.text, [item.text for item in found.sentences])
        for token in self._write(text, found.evidence):
            if not reply:
                making.clock.mark("first_token")
                yield Stage("writing", "writing")
            reply += token
            yield Token(token)
        making.clock.mark("written")
        yield Stage("checking", "checking every claim against its quotes")
        answer = self._assemble(replace(query, text=text), reply, found, making)
        yield replace(answer, notes=(*query.notes, *answer.notes))

    def _each(
        self, asked: str, singles: Sequence[str], history: Sequence[Turn], where: Filter | None
    ) -> Iterator[Event]:
        """Answer a question made of several, and then each of these that the answer leaves open, as a follow-up."""
        turns: list[Turn] = []
        for single in (asked, *singles):
            if turns and self._covers(turns[0].answer, single, singles):
                continue
            whole = asked if turns and compound.leans(single, singles) else None
            before = [*history, *turns] if not turns or question.leans_on_history(single) else []
            for event in self._one(single, before, where, whole):
                if isinstance(event, Answer):
                    turns.append(Turn(single, event))
                    yield Token(" ")
                else:
                    yield event
        yield compound.joined(turns)

    def _covers(self, answer: Answer, single: str, singles: Sequence[str]) -> bool:
        """Tell whether the quotes of an answer answer a single question too; not how things stand now."""
        articles = self.store.articles([citation.article_id for citation in answer.citations])
        quotes = tuple(Evidence(articles[c.article_id], c.start, c.end, 1.0) for c in answer.citations)
        if not quotes or kinds.asks_latest(single) or compound.beside(single, singles, quotes):
            return False
        unit = values.unit(single, answer.answer) if kinds.asks_one_value(single) else None
        if unit and not any(any(values.given(single, quote.text, unit)) for quote in quotes):  # only offered
            return False
        return Judge(single, quotes, self._yes).surely(quotes)

    def examples(self, n: int = 4) -> list[str]:
        """Return up to ``n`` questions that the corpus answers."""
        return question.examples(self.store.listing(limit=50), n)

    def _understand(self, asked: str, history: Sequence[Turn], where: Filter | None) -> question.Query:
        asked = question.check(asked)
        alone = question.stand_alone(asked, history, self._rewrite)
        query = question.understand(alone, where, self.store.outlets(), self._newest)
        if alone == asked:
            return query
        quoted = (item for turn in history for item in turn.answer.citations)
        return replace(query, told=frozenset((item.article_id, item.start, item.end) for item in quoted))

    def _newest(self) -> date | None:
        return next((article.published for article in self.store.listing(limit=1)), None)

    def _rewrite(self, conversation: str, asked: str) -> str:
        from qa.llm import write

        return "".join(write(self.llm, prompt.rewrite_messages(conversation, asked)))

    def _search(self, query: question.Query, clock: Clock) -> tuple[question.Query, Retrieved]:
        """Find evidence; where the question misspells a name of the articles found, once more, spelt as they do."""
        found = self._find(query, clock)
        unknown = premise.nowhere(query.text, found.sentences)
        text = question.respelt(query.text, unknown, {item.article.body for item in found.sentences})
        if text == query.text:
            return query, found
        query = replace(query, text=text, notes=(*query.notes, f"Read as: {text}"))
        return query, self._find(query, clock)

    def _find(self, query: question.Query, clock: Clock) -> Retrieved:
        vector = self.embedder.query(query.text)
        passages = retrieve(query.text, vector, (self.store, self.vectors), self.settings.candidates, query.where)
        clock.mark("retrieve")
        ranked, sentences = rerank(query.text, passages, self.scorer)
        clock.mark("rerank")
        return Retrieved(ranked, sentences, self._evidence(query.text, sentences))

    def _evidence(self, asked: str, sentences: Sequence[Evidence]) -> tuple[Evidence, ...]:
        read = sentences
        if kinds.asks_latest(asked) and len(kinds.asked_for(asked)) == 1:  # not "how many at first and how many now"
            read = when.latest(sentences, LATEST_NUMBER if kinds.asks_one_value(asked) else LATEST)
        fit = frozenset(kinds.fitting(asked, read))
        return prompt.choose(read, fit, self._tokens, self.settings.evidence_tokens)

    def _tokens(self, text: str) -> int:
        if self._count is None and self.ready:
            self._count = prompt.token_counter(self.llm)
        return self._count(text) if self._count else len(text) // 3 + 1

    def _write(self, asked: str, evidence: Sequence[Evidence]) -> Iterator[str]:
        from qa.llm import write

        yield from write(self.llm, prompt.messages(asked, evidence))

    def _assemble(self, query: question.Query, reply: str, found: Retrieved, making: Assembly) -> Answer:
        asked = query.text
        found = replace(found, retold=self._retold(reply, found, query.where))
        judge = Judge(asked, (*found.sentences, *found.retold), self._yes)
        least = self.settings.abstain_below
        draft = claims.draft(asked, reply, found.sentences, found.retold, judge.likely)
        draft, sure = judge.weigh(draft, least)
        if sure < least:
            return making.refused(asked, found, sure)
        return making.answered(asked, judge.settle(draft, query.told), found, sure)

    def _retold(self, reply: str, found: Retrieved, where: Filter) -> tuple[Evidence, ...]:
        """Find sentences near what the LLM wrote: put in the articles' words, it finds what the question did not."""
        vector = self.embedder.query(reply)
        return unread(retrieve(reply, vector, (self.store, self.vectors), RETOLD, where), found.sentences)

    def _digest(self, query: question.Query, making: Assembly) -> Answer | None:
        """Answer a request as broad as "tell me about X" by how the reports about X open; ``None`` for any other."""
        topic = wording.topic(query.text)
        if not topic:
            return None
        found = self._find(replace(query, text=topic), making.clock)
        if premise.nowhere(query.text, found.sentences):
            return replace(making.refused(query.text, found), notes=query.notes)
        reports = (passage.article for passage in found.passages)
        claims = digest(topic, reports, found.sentences, latest=kinds.asks_latest(query.text))
        if not claims:
            return None
        making.clock.mark("first_quote")
        draft = Draft(claims, (), quotes_of(claims))
        answer = making.answered(topic, draft, found, max(item.score for item in draft.quotes))
        return replace(answer, notes=(*query.notes, *answer.notes))

    def _yes(self, messages: list[BaseMessage]) -> float:
        from qa.llm import judge

        return judge(self.llm, messages)


def open_pipeline(settings: Settings, *, llm: BaseChatModel | None = None) -> Pipeline:
    """Open index and encoders now and the LLM in the background; the first question waits for what it needs.

    Raises:
        IndexMissingError, IndexMismatchError: there is no index, or another embedder built it.
        ModelError: an encoder's files are missing or altered.
        BadInputError: a setting names a model that does not exist.
    """
    from index.embed import open_embedder, open_scorer
    from index.vectors import VectorStore
    from qa.llm import llm_name, open_llm

    store = ArticleStore(settings.database)
    if not store.count():
        store.close()
        msg = f"The index in {settings.home} holds no article yet; run `pullquote index FOLDER`."
        raise IndexMissingError(msg)
    loading: Future[BaseChatModel]
    if llm is None:
        pool = ThreadPoolExecutor(1, thread_name_prefix="llm-loader")
        loading = pool.submit(open_llm, settings)
        pool.shutdown(wait=False)
    else:
        loading = Future()
        loading.set_result(llm)
    embedder = open_embedder(settings)
    return Pipeline(
        settings=settings,
        store=store,
        vectors=VectorStore(settings.vectors, embedder.name, embedder.dimension),
        embedder=embedder,
        scorer=open_scorer(settings),
        model=llm_name(settings) if llm is None else str(getattr(llm, "model_name", "given")),
        _llm=loading,
    )

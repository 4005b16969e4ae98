"""A pipeline that answers from a script over a few invented articles, with the events of the real one."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from index.article import Article, Filter, article_id
from index.errors import LLMRefusedError, LLMUnavailableError, NotFoundError
from qa.answer import (
    ABSTENTION,
    Answer,
    Carrier,
    Citation,
    Claim,
    Conflict,
    Day,
    Event,
    Found,
    Reading,
    Stage,
    Token,
    Turn,
)


def article(title: str, outlet: str | None, published: date | None, body: str, url: str | None = None) -> Article:
    """Build an article with the id of its content."""
    name = f"{title.split(maxsplit=1)[0].lower()}.txt"
    return Article(
        article_id(title, outlet, published, body), title, body, name, outlet, "Mara Lind", published, url=url
    )


BRIDGE = article(
    "Old harbour bridge shut after cracks are found",
    "The Vellmar Post",
    date(2024, 3, 11),
    "The city of Vellmar closed the old harbour bridge on Monday after divers found cracks in two of its piers.\n\n"
    "Engineers will need four months to strengthen the piers, the works department said. The repair will cost "
    "6.2 million crowns, of which the county pays half. Cyclists and walkers may use a ferry that leaves every "
    "ten minutes.\n\n"
    "Shop owners on the north bank fear for their trade. “We live from people who walk past,” said Ilse Brandt, "
    "who runs a bakery beside the bridge. The council promised to meet them within the week.",
    "https://post.example/bridge",
)
FERRY = article(
    "Free ferry replaces closed bridge",
    "Harbour Radio",
    date(2024, 3, 12),
    "A free ferry has carried 3,400 people across the harbour since the bridge was closed, its operator said.\n\n"
    "The works department expects to spend 7.5 million crowns on the repair. It spoke of at least five months.",
)
WIRE = article(
    "Bridge in Vellmar closed",
    "Coast Courier",
    date(2024, 3, 12),
    "Engineers will need four months to strengthen the piers, the works department said.",
    "javascript:alert(1)",
)
HOSTILE = article(
    '<img src=x onerror="window.pwned=1"> Title',
    '"><script>window.pwned=2</script>',
    date(2024, 4, 1),
    "<script>window.pwned=3</script> The mayor said ${window.pwned=4} and {{constructor}} nothing else.\n\n"
    "</p></mark></article><iframe src='https://evil.example/'></iframe> \u202ereversed\u202c مرحبا "
    '<a href="javascript:window.pwned=5">press here</a> 🎈 &amp; &lt;b&gt;.\n\n' + "long" * 4000,
    "javascript:window.pwned=6",
)
ARTICLES = (BRIDGE, FERRY, WIRE, HOSTILE)

REPAIR = "How long will the repair of the bridge take?"
COST = "What will the repair cost?"
NOWHERE = "Who designed the opera house?"
ATTACK = "What did the mayor say?"
CLOSED = "When was the bridge closed?"
SLOW = "Tell me everything about the ferry"
OFFLINE = "Is the model there?"
BROKEN = "Is there a fault?"
LOCKED = "Is the key right?"


def cite(number: int, source: Article, quote: str, also_in: tuple[Carrier, ...] = ()) -> Citation:
    """Cite a quote where it stands in an article."""
    start = source.body.index(quote)
    published = source.published.isoformat() if source.published else None
    return Citation(
        number, source.id, source.title, source.outlet, published, source.url, quote, start, start + len(quote), also_in
    )


_MONTHS = "Engineers will need four months to strengthen the piers, the works department said."
_ALSO = (Carrier(WIRE.id, WIRE.outlet, 0, len(WIRE.body), "copy"),)
_FOUR = cite(1, BRIDGE, _MONTHS, _ALSO)
_FIVE = cite(2, FERRY, "It spoke of at least five months.")
_SIX = cite(1, BRIDGE, "The repair will cost 6.2 million crowns, of which the county pays half.")
_SEVEN = cite(2, FERRY, "The works department expects to spend 7.5 million crowns on the repair.")
_TIMES = {"retrieve": 20, "rerank": 180, "first_quote": 200, "first_token": 900, "total": 1400}

_REPAIR = Answer(
    REPAIR,
    "The piers need four months of work. [1] The department later spoke of at least five months. [2]",
    False,
    (
        Claim("The piers need four months of work.", (1,), 0.95),
        Claim("The department later spoke of at least five months.", (2,), 0.6),
    ),
    (_FOUR, _FIVE),
    "fake-1b",
    confidence=0.9,
    timings_ms=_TIMES,
)
_COST = Answer(
    COST,
    "It costs 6.2 million crowns [1] or 7.5 million crowns. [2]",
    False,
    (Claim("It costs 6.2 million crowns or 7.5 million crowns.", (1, 2), 0.8),),
    (_SIX, _SEVEN),
    "fake-1b",
    conflicts=(Conflict("the cost of the repair", (Reading("7.5 million", 2), Reading("6.2 million", 1))),),
    notes=("Only two of four articles were searched.",),
    timings_ms=_TIMES,
)
_NOWHERE = Answer(NOWHERE, ABSTENTION, True, (), (), "fake-1b", closest=(_FOUR, _FIVE), timings_ms=_TIMES)
_SHUT = cite(
    1,
    BRIDGE,
    "The city of Vellmar closed the old harbour bridge on Monday after divers found cracks in two of its piers.",
)
_MONDAY = BRIDGE.body.index("on Monday")
_CLOSED = Answer(
    CLOSED,
    "The city closed the bridge on Monday. [1]",
    False,
    (Claim("The city closed the bridge on Monday.", (1,), 0.9),),
    (replace(_SHUT, days=(Day("on Monday", _MONDAY, _MONDAY + 9, "2024-03-11"),)),),
    "fake-1b",
    timings_ms=_TIMES,
)
_MAYOR = "<script>window.pwned=3</script> The mayor said ${window.pwned=4} and {{constructor}} nothing else."
_ATTACK = Answer(
    ATTACK,
    "<script>window.pwned=7</script><img src=x onerror=window.pwned=8> ${window.pwned=9} [1] [99]",
    False,
    (Claim("<script>window.pwned=7</script>", (1,), 0.9),),
    (cite(1, HOSTILE, _MAYOR), cite(2, HOSTILE, HOSTILE.body[120:260])),
    "fake-1b",
)
SCRIPT: Mapping[str, Answer] = {answer.question: answer for answer in (_REPAIR, _COST, _NOWHERE, _ATTACK, _CLOSED)}


class FakeStore:
    """The reading half of an article store, in memory."""

    def article(self, id: str) -> Article:  # noqa: A002
        found = self.articles([id]).get(id)
        if found is None:
            raise NotFoundError(f"There is no article {id}; `pullquote info` lists the outlets.")
        return found

    def articles(self, ids: Sequence[str]) -> Mapping[str, Article]:
        return {one.id: one for one in ARTICLES if one.id in ids}

    def listing(self, where: Filter | None = None, offset: int = 0, limit: int | None = None) -> Sequence[Article]:
        passed = [one for one in ARTICLES if _passes(one, where)]
        return passed[offset : None if limit is None else offset + limit]

    def count(self, where: Filter | None = None) -> int:
        return len(self.listing(where))

    def search(self, text: str, limit: int, where: Filter | None = None) -> Sequence[tuple[str, float]]:
        found = {one.id: len(words(text) & words(one.body)) for one in self.listing(where)}
        return [(f"{name}:0", float(shared)) for name, shared in found.items() if shared][:limit]

    def outlets(self) -> Sequence[str]:
        return [one.outlet for one in ARTICLES if one.outlet]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.lower()))


def _passes(one: Article, where: Filter | None) -> bool:
    if not where:
        return True
    if where.outlets and one.outlet not in where.outlets:
        return False
    day = one.published or date.min
    return (where.since or date.min) <= day <= (where.until or date.max)


class FakePipeline:
    """Answers from ``SCRIPT``, waiting ``delay`` seconds before each event; notes what it was asked."""

    model = "fake-1b"

    def __init__(self, delay: float = 0.0) -> None:
        self.store = FakeStore()
        self.delay = delay
        self.asked: list[tuple[str, Sequence[Turn], Filter | None]] = []
        self.stopped = threading.Event()
        self.closed = False

    def answer(self, question: str, history: Sequence[Turn] = (), where: Filter | None = None) -> Answer:
        *_, last = self.stream(question, history, where)
        assert isinstance(last, Answer)
        return last

    def stream(self, question: str, history: Sequence[Turn] = (), where: Filter | None = None) -> Iterator[Event]:
        self.asked.append((question, history, where))
        answer = SCRIPT.get(question) or replace(_REPAIR, question=question)
        try:
            for event in _events(question, answer):
                time.sleep(self.delay)
                yield event
        except GeneratorExit:
            self.stopped.set()
            raise

    def examples(self, n: int = 4) -> list[str]:
        return list(SCRIPT)[:n]

    def read_ahead(self) -> None:
        """Nothing to read."""


def _events(question: str, answer: Answer) -> Iterator[Event]:
    yield Stage("searching", f"searching {len(ARTICLES)} articles")
    if question == LOCKED:
        raise LLMRefusedError("The language model's server refused the API key; set PULLQUOTE_LLM_API_KEY.")
    yield Stage("reading", "reading 2 passages")
    yield Found(answer.closest or answer.citations)
    if question == OFFLINE:
        raise LLMUnavailableError("The language model at http://127.0.0.1:9/v1 cannot be reached; is it running?")
    if question == BROKEN:
        raise RuntimeError("an oversight")
    yield Stage("writing", "writing")
    for word in answer.answer.split() * (40 if question == SLOW else 1):
        yield Token(f"{word} ")
    yield Stage("checking", "checking")
    yield answer


@contextmanager
def opened(pipeline: FakePipeline) -> Iterator[FakePipeline]:
    """Hold a fake open as the real pipeline is held open."""
    yield pipeline
    pipeline.closed = True

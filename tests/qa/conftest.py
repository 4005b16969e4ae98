"""A small corpus in real stores, read by fake models."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from langchain_core.language_models.chat_models import BaseChatModel

from index import build as build_module
from index.articles import ArticleStore
from index.settings import Settings
from index.vectors import VectorStore
from qa.pipeline import Pipeline
from tests.fakes import FakeEmbedder, FakeLLM, FakeScorer

ARTICLES = {
    "bridge.md": """---
title: Riverton closes the Old Mill bridge
outlet: Riverton Herald
date: 2021-03-03
---
Riverton's council voted nine to four on Tuesday to close the Old Mill bridge for eleven weeks.

The repairs will cost 3.2 million dollars, said Anna Holt, the city's engineer. Mayor Tom Reyes had wanted less.

Ferries will run every twelve minutes from the northern quay.
""",
    "bridge-copy.md": """---
title: Bridge to close
outlet: Valley Post
date: 2021-03-04
---
The repairs will cost 3.2 million dollars, said Anna Holt, the city's engineer.

Shops near the bridge fear for their trade, and some will close on Mondays.
""",
    "museum.md": """---
title: Thieves empty museum case
outlet: Valley Post
date: 2021-03-10
---
Thieves took 14 gold coins from the Lund museum during the night, the police said.

Inspector Mara Lund said the alarm had been switched off for repairs.
""",
    "museum-radio.md": """---
title: Museum defends itself
outlet: Radio Riverton
date: 2021-03-12
---
The alarm had never been switched off, the director of the museum said.
""",
    "fire.md": """---
title: Fire at the Sunday market
outlet: Valley Post
date: 2021-04-12
---
Fire destroyed 30 stalls of the Sunday market before dawn, the fire chief said.
""",
    "fire-herald.md": """---
title: Market traders lose their stalls
outlet: Riverton Herald
date: 2021-04-13
---
Traders of the Sunday market lost 30 stalls in the fire that destroyed half the row.
""",
    "fire-radio.md": """---
title: Market fire worse than thought
outlet: Radio Riverton
date: 2021-04-17
---
Fire destroyed 34 stalls of the Sunday market, the town hall told this station on Thursday.
""",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a folder with a few short articles."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, settings: Settings, corpus: Path) -> Settings:
    """Index the corpus with the fake embedder and return the settings that find it."""
    monkeypatch.setattr(build_module, "open_embedder", lambda settings: FakeEmbedder())
    build_module.build([corpus], settings)
    return settings


@pytest.fixture
def pipeline_with(home: Settings) -> Iterator[Callable[..., Pipeline]]:
    """Return a function replies → opened pipeline over the corpus."""
    opened: list[Pipeline] = []

    def open_(*replies: str, llm: BaseChatModel | None = None) -> Pipeline:
        future: Future[BaseChatModel] = Future()
        future.set_result(llm or FakeLLM(replies=list(replies)))
        fake = FakeEmbedder()
        vectors = VectorStore(home.vectors, fake.name, fake.dimension)
        store = ArticleStore(home.database)
        opened.append(Pipeline(home, store, vectors, fake, FakeScorer(), "fake", future))
        return opened[-1]

    yield open_
    for pipeline in opened:
        pipeline.close()

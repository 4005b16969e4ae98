"""What is asked of what: a corpus folder, its gold questions, and an index of it under the results folder."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.gold import Gold, Target, bind, check, load
from index.article import Article
from index.build import build
from index.errors import BadInputError
from index.read import Skipped, find, read_file
from index.settings import Settings

HERE = Path(__file__).parent
GOLD = HERE / "gold"
DIPLOMACY_VARIABLE = "DIPLOMACY_CORPUS"


@dataclass(frozen=True, slots=True)
class Suite:
    """A corpus with its gold questions, held against each other. ``articles`` is source → article."""

    name: str
    folder: Path
    gold: tuple[Gold, ...]
    articles: Mapping[str, Article]
    warnings: tuple[str, ...] = ()

    def target(self, gold: Gold) -> Target:
        """Return the places of a question of this suite."""
        return bind(gold, self.articles)

    def body(self, article_id: str) -> str | None:
        """Return an article's body as the reader gives it, without asking any index; ``None`` if unknown."""
        return next((article.body for article in self.articles.values() if article.id == article_id), None)


def shipped() -> dict[str, Path]:
    """Return the corpora that have gold questions here: name → folder, which need not be there."""
    outside = os.environ.get(DIPLOMACY_VARIABLE) or HERE.parent.parent / "shared" / "corpus"
    return {"demo": HERE / "corpus", "diplomacy": Path(outside)}


def read(folder: Path) -> dict[str, Article]:
    """Read every article of a folder: source → article.

    Raises:
        BadInputError: the folder is not there or holds no article.
    """
    if not folder.is_dir():
        msg = f"There is no corpus folder {folder}."
        raise BadInputError(msg)
    found = {item.source: item for file in find([folder]) for item in read_file(file) if not isinstance(item, Skipped)}
    if not found:
        msg = f"The corpus folder {folder} holds no article that can be read."
        raise BadInputError(msg)
    return found


def open_suite(corpus: str, gold: Path | None = None) -> Suite:
    """Open a suite by the name of a shipped corpus or by a folder; a folder needs a gold file of its own.

    Raises:
        BadInputError: corpus or gold file cannot be used; the message names every line that is wrong.
    """
    known = shipped()
    folder = known.get(corpus, Path(corpus))
    articles = read(folder)
    file = gold or (GOLD / f"{corpus}.jsonl" if corpus in known else _shipped_gold(folder, articles, known))
    questions = load(file)
    problems = check(questions, articles)
    if fatal := [problem for problem in problems if problem.fatal]:
        listed = "\n".join(f"  {problem}" for problem in fatal)
        msg = f"The gold file {file} does not fit the corpus {folder}:\n{listed}"
        raise BadInputError(msg)
    name = corpus if corpus in known else file.stem
    return Suite(name, folder, questions, articles, tuple(str(problem) for problem in problems))


def _shipped_gold(folder: Path, articles: Mapping[str, Article], known: Iterable[str]) -> Path:
    for name in known:
        file = GOLD / f"{name}.jsonl"
        if file.is_file() and {source for gold in load(file) for source in gold.articles} <= articles.keys():
            return file
    msg = f"No gold questions are known for {folder}; give a file with --gold."
    raise BadInputError(msg)


def digest(parts: Iterable[str | bytes]) -> str:
    """Return 16 hexadecimal digits that change with any of the parts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode() if isinstance(part, str) else part)
        whole.update(b"\x00")
    return whole.hexdigest()[:16]


def code_digest(packages: Sequence[str]) -> str:
    """Return a digest of the Python and TOML files of the named top-level packages."""
    files = sorted(file for package in packages for file in (HERE.parent / package).glob("*.*"))
    return digest(file.read_bytes() for file in files if file.suffix in (".py", ".toml"))


def open_index(suite: Suite, settings: Settings, results: Path) -> Settings:
    """Index the suite's corpus under ``results`` unless that is done already, and return settings that use it.

    The index's folder is named by corpus, embedder, chunking and the code that builds it; an older one is removed.
    """
    ids = sorted(article.id for article in suite.articles.values())
    key = digest([settings.embedder, str(settings.chunk_tokens), code_digest(["index"]), *ids])
    home = results / "index" / f"{suite.name}-{key}"
    if not (home / "done").is_file():
        for stale in (results / "index").glob(f"{suite.name}-{'?' * 16}"):
            shutil.rmtree(stale)
        build([suite.folder], settings.model_copy(update={"home": home}))
        (home / "done").touch()
    return settings.model_copy(update={"home": home})

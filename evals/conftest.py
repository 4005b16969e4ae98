"""The options of ``pytest evals/``, the runs behind its tests, and the tables at its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evals.corpora import DIPLOMACY_VARIABLE, Suite, open_index, open_suite, read, shipped
from evals.run import Options, Run, evaluate, rescore, save
from evals.table import render
from index.errors import PullquoteError

if TYPE_CHECKING:
    from _pytest.capture import CaptureManager
    from _pytest.terminal import TerminalReporter

    from evals.cache import CachedLLM
    from evals.systems import Cases, System
    from index.settings import Settings

_TABLES = pytest.StashKey[list[str]]()
# Samples that end, public benchmarks and all, in an hour on two cores at 5 s an answer and 10 s a rival's: so many
# questions of each corpus, the first of them put to the rivals too; and in two minutes where the LLM is left out.
ASKED, RIVALS, FOUND = 60, 12, 50
_QUIET = 20.0  # seconds between two progress lines where the terminal cannot overwrite them


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("pullquote", "what to evaluate, and how")
    group.addoption("--corpus", action="append", help="demo, diplomacy or a folder; may be repeated (default: both)")
    group.addoption("--gold", type=Path, help="gold file for the folder given by --corpus")
    group.addoption("--check", action="store_true", help="only check the gold file, naming every wrong line")
    group.addoption("--draft", type=int, metavar="N", help="let the LLM propose N questions for --corpus, then stop")
    group.addoption("--llm", help="a model name as for PULLQUOTE_LLM")
    group.addoption("--types", default="", help="question types to ask, with commas between")
    group.addoption("--limit", type=int, help="questions of each corpus, drawn from all types (60; --full: all)")
    group.addoption("--seed", type=int, default=0, help="which questions a limit or a sample draws")
    group.addoption("--retrieval-only", action="store_true", help="no LLM: seconds instead of minutes")
    group.addoption("--results", type=Path, default=Path("results"), help="folder of results, caches and indexes")
    group.addoption("--benchmarks", type=Path, help="folder of the public benchmarks; runs them too")
    group.addoption("--full", action="store_true", help="ask everything instead of samples")
    group.addoption("--rescore", action="store_true", help="ask nothing: score the latest results anew")
    group.addoption("--rivals", type=int, metavar="N", help="questions of each corpus put to baseline and rival too")
    group.addoption("--alone", "--no-baseline", action="store_true", help="run Pullquote alone")
    group.addoption("--judge", action="store_true", help="let the LLM judge the answers too; shown, never a gate")


def pytest_configure(config: pytest.Config) -> None:
    """Make room for the tables."""
    config.stash[_TABLES] = []


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Draft gold questions instead of running tests, where that is asked for."""
    count = config.getoption("draft")
    if not count:
        return None
    from rich.console import Console

    from evals import draft
    from index.settings import load
    from qa.llm import open_llm

    folders = config.getoption("corpus") or ["demo"]
    out = Console(stderr=True)
    path = config.getoption("results") / "draft.jsonl"
    if path.exists():
        out.print(f"{path} is there already, perhaps with your changes: move it away first.", style="red")
        return 1
    try:
        articles = read(shipped().get(folders[0], Path(folders[0])))
        llm = open_llm(load(llm=config.getoption("llm")))
        lines = draft.propose(articles, llm, count, config.getoption("seed"), out.print)
    except PullquoteError as error:
        out.print(str(error), style="red")
        return 1
    draft.write(lines, path)
    out.print(f"{len(lines)} questions are in {path}: read and mend each line, then check them with --check --gold.")
    return 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave only the checks of the gold file where nothing else is wanted."""
    if config.getoption("check"):
        kept = [item for item in items if item.name.startswith("test_gold_fits")]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give tests that ask for a ``corpus`` each of the chosen ones."""
    if "corpus" in metafunc.fixturenames and "floor" not in metafunc.fixturenames:
        metafunc.parametrize("corpus", metafunc.config.getoption("corpus") or list(shipped()), scope="session")


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """Print the tables of all runs."""
    for text in config.stash[_TABLES]:
        terminalreporter.write_line("")
        terminalreporter.write_line(text)
    if config.stash[_TABLES] and not config.getoption("rescore"):
        from evals import report

        folder = config.getoption("results")
        if report.load(folder)[0]:  # a run of the verifier alone leaves nothing to report
            html, _ = report.write(folder)
            terminalreporter.write_line(f"Report: {html}")


@pytest.fixture(scope="session")
def options(pytestconfig: pytest.Config) -> Options:
    """Return what to run."""
    kinds = tuple(kind.strip() for kind in str(pytestconfig.getoption("types")).split(",") if kind.strip())
    full, quick = pytestconfig.getoption("full"), pytestconfig.getoption("retrieval_only")
    limit, rivals = pytestconfig.getoption("limit"), pytestconfig.getoption("rivals")
    if pytestconfig.getoption("alone"):
        rivals = 0
    elif rivals is None and not full:
        rivals = 0 if quick else RIVALS
    if limit is None and not full:
        limit = FOUND if quick else ASKED
    return Options(
        results=pytestconfig.getoption("results").resolve(),
        types=kinds,
        limit=limit,
        seed=pytestconfig.getoption("seed"),
        retrieval_only=quick,
        rivals=rivals,
    )


@pytest.fixture(scope="session")
def suite_of(pytestconfig: pytest.Config) -> Callable[[str], Suite]:
    """Return a function corpus → suite that skips where a shipped corpus lies outside and is absent."""
    known: dict[str, Suite] = {}

    def open_(corpus: str) -> Suite:
        folder = shipped().get(corpus)
        if folder is not None and not folder.is_dir():
            pytest.skip(f"there is no folder {folder}; set {DIPLOMACY_VARIABLE} or give --corpus")
        if corpus not in known:
            known[corpus] = open_suite(corpus, pytestconfig.getoption("gold"))
        return known[corpus]

    return open_


@pytest.fixture(scope="session")
def progress(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Return a function that writes a line of progress past pytest's capture."""
    reporter: TerminalReporter | None = pytestconfig.pluginmanager.get_plugin("terminalreporter")
    capture: CaptureManager | None = pytestconfig.pluginmanager.get_plugin("capturemanager")
    last = 0.0

    def write(text: str) -> None:
        nonlocal last
        if reporter is None or capture is None:
            return
        with capture.global_and_fixture_disabled():
            if reporter.isatty:
                reporter.write(f"\r\x1b[K{text}", flush=True)
            elif time.monotonic() - last > _QUIET:
                last = time.monotonic()
                reporter.write_line(text)

    return write


@pytest.fixture(scope="session")
def tell(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Return a function that adds a text to what is printed at the end."""
    return pytestconfig.stash[_TABLES].append


@pytest.fixture(scope="session")
def run_suite(
    pytestconfig: pytest.Config, progress: Callable[[str], None], tell: Callable[[str], None]
) -> Callable[[Suite, Cases, Options], Run]:
    """Return a function that runs a suite, saves the results and adds the table; questions may have cases."""

    def run(suite: Suite, cases: Cases, options: Options) -> Run:
        if pytestconfig.getoption("rescore"):
            found = rescore(suite, options)
            tell(render(found))
            return found
        found = _run(pytestconfig, options, (suite, cases), progress)
        tell(render(found))
        if found.partial:
            pytest.exit(f"stopped; what was done is in {options.results}, and the next run goes on there", 2)
        return found

    return run


@pytest.fixture(scope="session")
def run_of(
    options: Options, suite_of: Callable[[str], Suite], run_suite: Callable[[Suite, Cases, Options], Run]
) -> Callable[[str], Run]:
    """Return a function corpus → run; only the first call of each runs it."""
    runs: dict[str, Run] = {}

    def run(corpus: str) -> Run:
        suite = suite_of(corpus)
        if corpus not in runs:
            runs[corpus] = run_suite(suite, {}, options)
        return runs[corpus]

    return run


def _run(config: pytest.Config, options: Options, asked: tuple[Suite, Cases], progress: Callable[[str], None]) -> Run:
    from evals.judge import judged
    from index.settings import load
    from qa.llm import llm_name

    suite = asked[0]
    progress(f"{suite.name}: indexing {len(suite.articles)} articles")
    settings = open_index(suite, load(llm=config.getoption("llm")), options.results)
    llm = open_cached(settings, options)
    systems = open_systems(settings, asked, options, llm)
    name = settings.model_dump_json(exclude={"home", "models", "model_files", "llm_api_key", "host", "port"})
    try:
        run = evaluate(suite, systems, options, name, progress)
        if config.getoption("judge") and not run.partial and not options.retrieval_only:
            progress(f"{suite.name}: the LLM judges the answers")
            run = judged(run, llm)
    finally:
        for system in systems:
            system.close()
    save(run, options, {"settings": name, "model": llm_name(settings), "seed": options.seed})
    return run


def open_cached(settings: Settings, options: Options) -> CachedLLM:
    """Return the LLM that all systems share; it is opened where its cache cannot answer."""
    from evals.cache import CachedLLM
    from qa.llm import llm_name, open_llm

    return CachedLLM(
        folder=options.results / "cache",
        model=f"{llm_name(settings)} {settings.llm_url or ''} {settings.answer_tokens}",
        opener=lambda: open_llm(settings),
        silent=options.retrieval_only,
    )


def open_systems(settings: Settings, asked: tuple[Suite, Cases], options: Options, llm: CachedLLM) -> list[System]:
    """Open Pullquote and, if wanted, its rivals over one LLM."""
    from evals.baseline import Baseline
    from evals.rival import Rival
    from evals.systems import Pullquote

    suite, cases = asked
    kept = options.results / "cache" / "scores.sqlite" if options.retrieval_only else None
    ours = Pullquote(settings, llm, cases, kept)
    if options.rivals == 0:
        return [ours]
    return [ours, Baseline(settings, suite, llm, cases), Rival(settings, suite, llm, cases)]

"""The command line, typed as a user types it; only the pipeline, the store and the build are replaced."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from index.article import Filter
from index.errors import IndexMissingError
from index.read import Skipped
from index.report import Counts, Progress, Report
from index.settings import Settings
from qa.answer import ABSTENTION, Answer, Turn
from tests.ui import fake
from ui import cli
from ui.terminal import safe

COMMANDS = ("index", "ask", "chat", "show", "serve", "models", "info", "feedback", "eval")
HEAVY = ("torch", "gradio", "openvino", "chromadb", "onnxruntime", "langchain_core", "sentence_transformers", "rich")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for key in [key for key in os.environ if key.startswith("PULLQUOTE_")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("PULLQUOTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PULLQUOTE_MODELS", str(tmp_path / "models"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> fake.FakePipeline:
    pipeline = fake.FakePipeline()
    monkeypatch.setattr("qa.pipeline.open_pipeline", lambda settings: fake.opened(pipeline))
    return pipeline


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> fake.FakeStore:
    store = fake.FakeStore()
    monkeypatch.setattr("index.articles.ArticleStore", lambda path: nullcontext(store))
    return store


def run(*words: str) -> int | str | None:
    with pytest.raises(SystemExit) as stop:
        cli.main(words)
    return stop.value.code


@pytest.mark.parametrize("command", [*COMMANDS, "models list", "models fetch", "models remove"])
def test_every_command_explains_itself_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*command.split(), "--help") == 0
    assert f"Example: pullquote {command.split(maxsplit=1)[0]}" in " ".join(capsys.readouterr().out.split())


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, time\nfrom ui.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules], time.process_time())"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", code], env=environment, text=True, check=True, capture_output=True)
    *shown, last = done.stdout.splitlines()
    listed = {line.split()[0] for line in shown if line.startswith("  ")}
    loaded, seconds = last.rsplit(" ", 1)
    assert set(COMMANDS) <= listed
    assert loaded == "[]"
    assert float(seconds) < 0.7


@pytest.mark.parametrize("words", [("ask",), ("ask", "a", "b"), ("dance",), ("ask", "--no-such"), ("models", "fly")])
def test_wrong_usage_is_told_with_status_2(words: Sequence[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert "Error: " in streams.err


def test_the_module_is_a_program_too() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    command = [sys.executable, "-m", "ui.cli", "show", "x"]
    done = subprocess.run(command, env=environment, text=True, check=False, capture_output=True)
    assert (done.returncode, "pullquote index" in done.stderr) == (1, True)


def test_ask_prints_the_answer_and_where_each_quote_stands(
    pipeline: fake.FakePipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", fake.REPAIR) == 0
    out = capsys.readouterr().out
    answer = fake.SCRIPT[fake.REPAIR]
    assert out.startswith(answer.answer)
    for citation in answer.citations:
        assert f"[{citation.number}] “{citation.quote}”" in out
        assert f"{citation.article_id} {citation.start}-{citation.end}" in out
    assert "The Vellmar Post, 11 March 2024, Old harbour bridge" in out
    assert "The same text also in Coast Courier." in out
    assert "Says it directly." in out
    assert pipeline.closed


def test_ask_json_prints_the_contract_and_nothing_else(
    pipeline: fake.FakePipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", "--json", fake.COST) == 0
    streams = capsys.readouterr()
    assert json.loads(streams.out) == json.loads(json.dumps(fake.SCRIPT[fake.COST].to_json()))
    assert streams.err == ""


def test_ask_reads_the_question_from_standard_input(
    pipeline: fake.FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(fake.COST))
    assert run("ask", "-") == 0
    assert [question for question, _, _ in pipeline.asked] == [fake.COST]


def test_conflicts_and_notes_are_told(pipeline: fake.FakePipeline, capsys: pytest.CaptureFixture[str]) -> None:
    run("ask", fake.COST)
    out = capsys.readouterr().out
    assert "The articles disagree: the cost of the repair: 7.5 million [2]; 6.2 million [1]" in out
    assert fake.SCRIPT[fake.COST].notes[0] in out


def test_an_abstention_shows_the_closest_passages(
    pipeline: fake.FakePipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", fake.NOWHERE) == 0
    out = capsys.readouterr().out
    assert out.startswith(ABSTENTION)
    assert out.index("The closest passages:") < out.index(fake.SCRIPT[fake.NOWHERE].closest[0].quote)


def test_a_terminal_sees_the_draft_and_then_the_answer(
    pipeline: fake.FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    assert run("ask", fake.REPAIR) == 0
    answer = fake.SCRIPT[fake.REPAIR].answer
    shown = screen.getvalue()
    draft, final = shown.find(answer), shown.rfind(answer[:80])
    assert 0 <= draft < final


def test_nothing_of_an_article_commands_the_terminal(
    pipeline: fake.FakePipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    run("ask", fake.ATTACK)
    out = capsys.readouterr().out
    assert fake.SCRIPT[fake.ATTACK].citations[0].quote in out
    assert "javascript:window.pwned=6" not in out
    assert "\u202e" in fake.HOSTILE.body
    assert "\u202e" not in out
    assert safe("a\x1b[2J\x9b\r\tb\n") == "a�[2J��\tb\n"


@pytest.mark.parametrize("question", [fake.OFFLINE, fake.LOCKED])
def test_a_failure_is_one_sentence_with_status_1(
    question: str, pipeline: fake.FakePipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", question) == 1
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.startswith("The language model")
    assert streams.err.count("\n") == 1


def test_ctrl_c_ends_with_130_and_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(settings: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("qa.pipeline.open_pipeline", interrupted)
    assert run("ask", "Why?") == 130
    assert capsys.readouterr().err.strip() == "Stopped."


@pytest.mark.skipif(os.name == "nt", reason="closed pipes differ there")
@pytest.mark.parametrize("words", [["models", "list"], ["show", fake.HOSTILE.id], ["show", fake.BRIDGE.id]])
def test_a_reader_that_goes_away_is_no_error(words: list[str]) -> None:
    code = (
        "import sys\nfrom contextlib import nullcontext\nimport index.articles\nfrom tests.ui.fake import FakeStore\n"
        "index.articles.ArticleStore = lambda path: nullcontext(FakeStore())\n"
        f"from ui.cli import main\nsys.stdin.read()\nmain({words})"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1]), "PYTHONUNBUFFERED": ""}
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], env=environment, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        child.stdin.close()  # only now may it write
        assert child.stderr.read() == b""


def test_a_setting_that_does_not_exist_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PULLQUOTE_HOEM", "x")
    assert run("info") == 1
    assert "PULLQUOTE_HOEM" in capsys.readouterr().err


def converse(monkeypatch: pytest.MonkeyPatch, *lines: str) -> int | str | None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    return run("chat")


def test_chat_reads_questions_and_orders_until_told_to_quit(
    pipeline: fake.FakePipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert converse(monkeypatch, fake.REPAIR, "", fake.COST, ":help", ":new", fake.NOWHERE, ":quit", "never") == 0
    assert [question for question, _, _ in pipeline.asked] == [fake.REPAIR, fake.COST, fake.NOWHERE]
    assert ":quit   leave" in capsys.readouterr().out
    assert pipeline.closed


def test_chat_passes_earlier_turns_and_survives_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[list[str]] = []

    class Noting(fake.FakePipeline):
        def answer(self, question: str, history: Sequence[Turn] = (), where: Filter | None = None) -> Answer:
            seen.append([turn.question for turn in history])
            return super().answer(question, history, where)

    monkeypatch.setattr("qa.pipeline.open_pipeline", lambda settings: fake.opened(Noting()))
    assert converse(monkeypatch, fake.REPAIR, fake.OFFLINE, fake.COST, ":new", fake.COST) == 0
    assert seen == [[], [fake.REPAIR], [fake.REPAIR], []]
    assert "cannot be reached" in capsys.readouterr().err


def test_show_prints_the_body_character_for_character(
    store: fake.FakeStore, capsys: pytest.CaptureFixture[str]
) -> None:
    for article in fake.ARTICLES:
        assert run("show", article.id) == 0
        assert capsys.readouterr().out == article.body


def test_show_takes_the_beginning_of_an_id_if_it_is_the_only_one(
    store: fake.FakeStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("show", "--json", fake.BRIDGE.id[:8].upper()) == 0
    assert json.loads(capsys.readouterr().out) == fake.BRIDGE.to_json()
    assert run("show", "zz") == 1
    assert "no article 'zz'" in capsys.readouterr().err
    monkeypatch.setattr(fake, "ARTICLES", (fake.BRIDGE, fake.BRIDGE))
    assert run("show", fake.BRIDGE.id[:4]) == 1
    assert "2 articles have an id" in capsys.readouterr().err


def test_show_on_a_terminal_has_the_metadata_first(store: fake.FakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    assert run("show", fake.BRIDGE.id) == 0
    shown = screen.getvalue()
    assert shown.index(fake.BRIDGE.title) < shown.index("11 March 2024") < shown.index("The city of Vellmar")
    assert "Mara Lind" in shown


def test_without_an_index_one_is_told_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "abc") == 1
    assert "pullquote index" in capsys.readouterr().err


def test_home_option_wins_over_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(settings: Settings) -> object:
        raise IndexMissingError(f"nothing in {settings.home}")

    monkeypatch.setattr("qa.pipeline.open_pipeline", missing)
    assert run("--home", str(tmp_path / "other"), "ask", "Why?") == 1
    assert capsys.readouterr().err == f"nothing in {tmp_path / 'other'}\n"


def test_info_tells_each_setting_and_where_it_comes_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PULLQUOTE_LLM_API_KEY", "secret-word")
    (tmp_path / "pullquote.toml").write_text("candidates = 7\n", encoding="utf-8")
    assert run("--home", str(tmp_path / "other"), "info", "--json") == 0
    out = capsys.readouterr().out
    info = json.loads(out)
    rows = {row["name"]: (row["value"], row["source"]) for row in info["settings"]}
    assert rows["home"] == (str(tmp_path / "other"), "command line")
    assert rows["models"] == (str(tmp_path / "models"), "environment")
    assert rows["candidates"] == (7, "pullquote.toml")
    assert rows["port"] == (7860, "default")
    assert "secret-word" not in out
    assert info["index"] is None
    assert run("info") == 0
    assert "There is no index" in capsys.readouterr().out


def test_models_are_listed_and_a_missing_one_cannot_be_removed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("models") == 0
    listed = capsys.readouterr().out
    assert run("models", "list") == 0
    assert capsys.readouterr().out == listed
    rows = {line.split()[0]: line for line in listed.splitlines()[1:] if line.strip()}
    assert "Apache-2.0" in rows["qwen2.5-coder-1.5b-instruct"]
    assert "missing" in rows["qwen2.5-coder-1.5b-instruct"]
    assert run("models", "remove", "tiny") == 1
    assert run("models", "fetch", "no-such-model") == 1
    assert "no-such-model" in capsys.readouterr().err


def test_eval_runs_pytest_on_the_evals_with_the_arguments_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[Any] = []

    class Child:
        def __init__(self, command: Sequence[str], env: object) -> None:
            started.append((command, env))
            self.waits = 0

        def __enter__(self) -> Child:
            return self

        def __exit__(self, *problem: object) -> None:
            pass

        def wait(self) -> int:
            self.waits += 1
            if self.waits == 1:  # the child gets the Ctrl-C too, and is waited for while it writes its report
                raise KeyboardInterrupt
            return 3

    monkeypatch.setattr("subprocess.Popen", Child)
    assert run("--home", str(tmp_path / "h"), "eval", "--limit", "5", "-x") == 3
    command, environment = started[0]
    assert command[1:3] == ["-m", "pytest"]
    assert Path(command[3]).name == "evals"
    assert command[4:] == ["--limit", "5", "-x"]
    assert environment["PULLQUOTE_HOME"] == str(tmp_path / "h")


def test_index_tells_what_it_did_and_what_it_skipped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[Sequence[Path], Path, bool]] = []
    report = Report(
        files=9,
        files_read=8,
        counts=Counts(new=5, changed=1, unchanged=2, removed=3),
        articles=1234,
        chunks=40,
        embedded=30,
        seconds=1.25,
        skipped=(Skipped("odd\x1b.txt", "It is not text."),),
        duplicates=(("b.txt", "a.txt"),),
        vanished=("gone.txt",),
        notes=("Two articles were cut up again.",),
    )

    def build(
        paths: Sequence[Path], settings: Settings, *, prune: bool, progress: Callable[[Progress], None]
    ) -> Report:
        asked.append((paths, settings.home, prune))
        progress(Progress(1, 9, "files"))
        progress(Progress(2, 5, "articles", rate=2.5, eta=1.2))
        return report

    monkeypatch.setattr("index.build.build", build)
    assert run("index", "news", "more", "--prune") == 0
    out = capsys.readouterr().out
    assert asked == [([Path("news"), Path("more")], tmp_path / "home", True)]
    rows = {line.rsplit(maxsplit=1)[0].strip(): line.split()[-1] for line in out.splitlines() if line.strip()}
    wanted = {"articles new": "5", "articles changed": "1", "articles unchanged": "2", "articles removed": "3"}
    assert wanted.items() <= rows.items()
    assert rows["articles in the index"] == "1,234"
    assert "odd�.txt   It is not text." in out
    for said in ("b.txt   a.txt", "1 source gone", "Two articles were cut up again."):
        assert said in out


def test_a_path_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("index", "nowhere") == 1
    streams = capsys.readouterr()
    assert "nowhere" in streams.err
    assert streams.err.count("\n") == 1

"""The direction of imports (DESIGN: ui | evals -> qa -> index) and what may be loaded at start."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("index", "qa", "ui", "evals")
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
    if not path.name.startswith(("test_", "conftest"))
}
HEAVY = {
    "chromadb",
    "gradio",
    "onnxruntime",
    "openvino",
    "openvino_genai",
    "sentence_transformers",
    "torch",
    "transformers",
}
# room -> what it must not import
FORBIDDEN = {
    "index": ("qa", "ui", "evals", "tests"),
    "qa": ("ui", "evals", "tests", "index.build", "index.read", "index.split"),
    "ui": ("evals", "tests"),
    "evals": ("ui", "tests"),
}
# the only module of the product that may import a runtime
HOMES = {
    "chromadb": "index.vectors",
    "onnxruntime": "index.embed",
    "sentence_transformers": "index.embed",
    "torch": "index.embed",
    "openvino": "qa.requantise",
    "openvino_genai": "qa.llm",
    "gradio": "ui.page",
}


# `pullquote eval` looks up where the evals lie, to start pytest on them
EXCEPTIONS = {("ui.cli", "evals")}
STAGES = {
    "index": ("read", "sentences", "split", "embed", "articles", "vectors", "syndicate"),
    "qa": ("retrieve", "rerank", "question", "prompt", "llm", "cite", "verify", "conflict", "days"),
}


@cache
def imports(module: str, *, types: bool = True) -> frozenset[str]:
    """Return the dotted names that a module imports anywhere; without ``types`` not those for annotations alone."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    if not types:
        guards = [
            node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        ]
        for guard in guards:
            guard.body = [ast.Pass()]
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            name = importlib.util.resolve_name("." * node.level + (node.module or ""), module.rpartition(".")[0])
            found |= {f"{name}.{alias.name}" for alias in node.names} | {name}
    return frozenset(found)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_one_way(module: str) -> None:
    room = module.partition(".")[0]
    seen = [name for name in imports(module) if (module, name) not in EXCEPTIONS]
    wrong = [name for name in seen for barred in FORBIDDEN[room] if within(name, barred)]
    assert not wrong, f"{module} must not import {', '.join(sorted(wrong))}"


@pytest.mark.parametrize("runtime", HOMES)
def test_each_runtime_has_one_home(runtime: str) -> None:
    product = [module for module in MODULES if not within(module, "evals")]  # the baseline has stores of its own
    users = [module for module in product if any(within(name, runtime) for name in imports(module))]
    assert users == [HOMES[runtime]]


@pytest.mark.parametrize("room", STAGES)
def test_stages_do_not_import_each_other(room: str) -> None:
    """``build.py`` and ``pipeline.py`` wire them."""
    stages = [f"{room}.{name}" for name in STAGES[room]]
    pairs = [
        (module, other)
        for module in stages
        for other in stages
        if module != other and any(within(name, other) for name in imports(module, types=False))
    ]
    assert not pairs


def loaded(code: str) -> set[str]:
    """Run ``code`` in a fresh interpreter; return the heavy packages it left loaded."""
    probe = f"{code}\nimport sys; print('\\n', *sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, env=os.environ)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "module",
    ["index.settings", "index.models", "index.embed", "index.articles", "qa.answer", "qa.pipeline", "ui.cli"],
)
def test_import_loads_no_runtime(module: str) -> None:
    assert loaded(f"import {module}") == set()


def test_probe_sees_what_is_loaded() -> None:
    assert loaded("import onnxruntime") == {"onnxruntime"}


COMMANDS = ["", "index", "ask", "chat", "show", "serve", "models", "info", "feedback", "eval"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_loads_no_runtime(command: str) -> None:
    code = (
        "from ui.cli import main\n"
        f"try: main([*{command!r}.split(), '--help'])\n"
        "except SystemExit as stop: assert not stop.code, stop.code"
    )
    assert loaded(code) == set()


def test_help_comes_at_once() -> None:
    """Best of three, since the machine may be busy; the bar is 0.7 s."""
    program = Path(sys.executable).with_name("pullquote")
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([program, "--help"], capture_output=True, check=True, env=os.environ)
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.7

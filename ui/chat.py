"""A conversation in the terminal: one line a question, the earlier ones kept for what comes next."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from index.errors import PullquoteError
from qa.answer import Turn
from ui import terminal

if TYPE_CHECKING:
    from qa.pipeline import Pipeline

HELP = """\
Type a question and press Enter. A question may build on those before it.
  :new    forget the conversation
  :help   show this
  :quit   leave (so does Ctrl-D); Ctrl-C stops an answer"""


def converse(pipeline: Pipeline) -> None:
    """Read questions until ``:quit`` or the end of the input; an error ends a question, not the conversation."""
    with contextlib.suppress(ImportError):  # not on Windows
        import readline  # noqa: F401 - gives input() its history and line editing

    live = sys.stdin.isatty()
    if live:
        print(f"{pipeline.store.count():,} articles. :help for help, :quit to leave.")  # noqa: T201
    history: list[Turn] = []
    while True:
        try:
            line = input("> " if live else "").strip()
        except EOFError:
            return
        match line:
            case "":
                continue
            case ":quit" | ":q" | ":exit":
                return
            case ":new":
                history.clear()
            case _ if line.startswith(":"):
                print(HELP)  # noqa: T201
            case _:
                _answer(pipeline, line, history)


def _answer(pipeline: Pipeline, question: str, history: list[Turn]) -> None:
    try:
        if sys.stdout.isatty():
            answer = terminal.follow(pipeline.stream(question, history))
        else:
            answer = pipeline.answer(question, history)
    except PullquoteError as error:
        print(error, file=sys.stderr)  # noqa: T201
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)  # noqa: T201
    else:
        terminal.show_answer(answer)
        print()  # noqa: T201
        history.append(Turn(question, answer))

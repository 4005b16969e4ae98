"""The command line: it reads what was typed, calls the parts and lets ``ui.terminal`` show what they give.

Nothing heavy is imported before a command runs, so that ``--help`` comes at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import BadInputError, NotFoundError, PullquoteError
from ui.cli_models import models
from ui.options import CONTEXT, OPTIONS, AsJson, print_json, settings_of

if TYPE_CHECKING:
    from index.article import Article
    from qa.pipeline import Pipeline

INTERRUPTED = 130  # what a shell reports for a program ended by Ctrl-C

app = typer.Typer(**OPTIONS, pretty_exceptions_enable=False, no_args_is_help=True, context_settings=CONTEXT)
app.add_typer(models, name="models")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``pullquote`` and leave with its exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    if not sys.stdout.isatty() and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # quotes leave as they are, whatever the locale
    try:
        app(args=arguments, prog_name="pullquote")
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            _complain("Stopped.")
        sys.exit(_flushed(stop.code))
    except PullquoteError as error:
        _complain(str(error))
    except OSError as error:  # a folder that may not be written, a full disk
        _complain(f"{error.filename or 'The system'}: {error.strerror or error}.")
    sys.exit(1)


def _complain(message: str) -> None:
    print(message, file=sys.stderr)  # noqa: T201 - the terminal is what this module is for


def _flushed(code: str | int | None) -> str | int | None:
    """Write out what is buffered; a reader that has gone away (``| head``) is no error worth a word."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - the signature is typer's
    if wanted:
        from importlib.metadata import version

        typer.echo(f"pullquote {version('pullquote')}")
        raise typer.Exit


@app.callback(epilog='Start with: pullquote index FOLDER, then: pullquote ask "What did Germany pledge?"')
def root(
    context: typer.Context,
    *,
    home: Annotated[Path | None, typer.Option(help="Folder of the index (default: see pullquote info).")] = None,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    """Ask news articles; every sentence of the answer comes with the words it rests on."""
    context.obj = {"home": home}


def _open(context: typer.Context) -> Pipeline:
    from ui.terminal import busy

    settings = settings_of(context)
    with busy("opening the index"):
        from qa.pipeline import open_pipeline

        return open_pipeline(settings)


@app.command(epilog="Example: pullquote index ~/articles --prune")
def index(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders of articles.")],
    *,
    prune: Annotated[bool, typer.Option("--prune", help="Remove articles whose files are gone.")] = False,
) -> None:
    """Put articles into the index. Reads txt, md, html, json and jsonl; what did not change costs nothing."""
    from index.build import build
    from ui import terminal

    settings = settings_of(context)
    with terminal.indexing() as progress:
        report = build(paths, settings, prune=prune, progress=progress)
    terminal.show_report(report)


@app.command(epilog='Example: pullquote ask "What did Germany pledge?"')
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question; - reads it from standard input.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Answer one question, with its quotes."""
    if question == "-":
        question = sys.stdin.read()
    with _open(context) as pipeline:
        if as_json:
            print_json(pipeline.answer(question).to_json())
            return
        from ui import terminal

        live = sys.stdout.isatty()
        terminal.show_answer(terminal.follow(pipeline.stream(question)) if live else pipeline.answer(question))


@app.command(epilog="Example: pullquote chat")
def chat(context: typer.Context) -> None:
    """Ask one question after another. Each may build on those before; :quit or Ctrl-D ends it."""
    from ui.chat import converse

    with _open(context) as pipeline:
        pipeline.read_ahead()
        converse(pipeline)


@app.command(epilog="Example: pullquote show 3f2a9c01   (the first characters of an id are enough)")
def show(
    context: typer.Context,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Id of the article, or its beginning.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Print an article. Offsets of quotes are counted on its body, which is all that a pipe or file gets."""
    from index.articles import ArticleStore
    from ui import terminal

    with ArticleStore(settings_of(context).database) as store:
        found = store.articles([article]).get(article) or _by_prefix(store.listing(), article.strip().lower())
    if as_json:
        print_json(found.to_json())
    else:
        terminal.show_article(found)


def _by_prefix(articles: Sequence[Article], prefix: str) -> Article:
    """Return the only article whose id begins with ``prefix``."""
    found = [article for article in articles if prefix and article.id.startswith(prefix)]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFoundError(f"{len(found)} articles have an id that begins with {prefix!r}: give more of it.")
    raise NotFoundError(f"There is no article {prefix!r} in the index: the ids stand below the quotes of an answer.")


@app.command(epilog="Example: pullquote serve --port 8080 --open")
def serve(
    context: typer.Context,
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on (default: 127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (default: 7860); 0 takes a free one.")] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Let nobody add or remove articles.")] = False,
) -> None:
    """Serve the page and the HTTP interface."""
    settings = settings_of(context, host=host, port=port)
    from ui.app import serve as run

    def announce(line: str) -> None:
        typer.echo(line)
        if open_browser:
            import webbrowser

            webbrowser.open(next(word for word in line.split() if word.startswith("http")))

    run(settings, announce, read_only=read_only)


@app.command(epilog="Example: pullquote info --json")
def info(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Tell what is there. Index, settings and where each comes from, models, versions."""
    from ui.info import describe

    given = frozenset(name for name, value in context.obj.items() if value is not None)
    found = describe(settings_of(context), given)
    if as_json:
        print_json(found)
        return
    from ui.terminal import show_info

    show_info(found)


@app.command(epilog="Example: pullquote feedback --to drafts.jsonl")
def feedback(
    context: typer.Context,
    *,
    to: Annotated[Path | None, typer.Option(help="Write the lines to this file, a new one.")] = None,
) -> None:
    """Draft gold questions from what readers said on the page. One JSON line each, for you to check and edit."""
    from index.articles import ArticleStore
    from index.feedback import kept
    from ui.drafts import drafts

    with ArticleStore(settings_of(context).database) as store:
        items = kept(store)
        ids = {quote["article_id"] for item in items for quote in item.answer["citations"]}
        lines = drafts(items, store.articles(ids))
    if not items:
        typer.echo("Nobody has given feedback yet: `Helpful` and `Not helpful` stand below every answer.", err=True)
        return
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    if to is None:
        typer.echo(text, nl=False)
        return
    with to.open("x", encoding="utf-8") as stream:  # never over a file that somebody has edited
        stream.write(text)
    typer.echo(f"{len(lines):,} drafts are in {to}; check them, then run `pullquote eval`.")


@app.command(
    "eval",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    epilog="Example: pullquote eval --limit 20   (pullquote eval -- --help lists all options)",
)
def evaluate(context: typer.Context) -> None:
    """Measure answers against gold questions. Runs pytest on the evals with the arguments given."""
    import subprocess
    from importlib.util import find_spec

    import evals

    if find_spec("pytest") is None:
        raise BadInputError("The evals run on pytest, which is not installed: run `pip install pytest`.")
    command = [sys.executable, "-m", "pytest", str(Path(str(evals.__file__)).parent), *context.args]
    home = context.obj["home"]
    environment = {**os.environ, "PULLQUOTE_HOME": str(home)} if home else None
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603 - our own interpreter and the caller's words
        code = _patiently(process.wait)
    raise typer.Exit(code)


def _patiently(wait: Callable[[], int]) -> int:
    """Wait for a process that gets the user's Ctrl-C itself and has something to finish."""
    while True:
        try:
            return wait()
        except KeyboardInterrupt:
            continue


if __name__ == "__main__":
    main()

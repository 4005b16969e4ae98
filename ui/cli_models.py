"""The commands ``pullquote models …``."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.options import CONTEXT, OPTIONS, settings_of

models = typer.Typer(**OPTIONS, context_settings=CONTEXT)


@models.callback(invoke_without_command=True, epilog="Example: pullquote models fetch tiny")
def models_root(context: typer.Context) -> None:
    """List, fetch or remove models. They are language models, embedders and rerankers."""
    if context.invoked_subcommand is None:
        list_models(context)


@models.command("list", epilog="Example: pullquote models list")
def list_models(context: typer.Context) -> None:
    """List all models. Shows role, licence, size and whether they are there."""
    from index.models import listing, needed
    from ui import terminal

    settings = settings_of(context)
    terminal.show_models(listing(settings), needed(settings))


Names = Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="Models of `pullquote models list`.")]


@models.command("fetch", epilog="Example: pullquote models fetch qwen2.5-coder-1.5b-instruct")
def fetch_models(context: typer.Context, names: Names = None) -> None:
    """Fetch and verify models. Without a name: those that the settings use."""
    from index.models import fetch_all, needed
    from ui import terminal

    settings = settings_of(context)
    with terminal.fetching() as progress:
        folders = fetch_all(names or needed(settings), settings, progress)
    for folder in folders:
        typer.echo(f"{folder.name} is complete in {folder}")


@models.command("remove", epilog="Example: pullquote models remove tiny")
def remove_models(
    context: typer.Context, names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Models to delete.")]
) -> None:
    """Delete the files of models."""
    from index.models import remove

    settings = settings_of(context)
    for name in names:
        typer.echo(f"{name} is removed, {remove(name, settings) / 1e6:,.0f} MB are free again")

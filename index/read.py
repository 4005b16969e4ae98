"""Files → articles. What cannot be read comes back as a ``Skipped`` with its reason; nothing is dropped silently."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from index import dates, furniture
from index.article import Article, article_id
from index.clean import NoTextError, clean
from index.decode import NotTextError, decode
from index.draft import Draft
from index.errors import BadInputError
from index.formats import from_markdown, from_record, is_markdown
from index.lines import Line
from index.records import BadRecordError, parse, records
from index.webpage import from_html

LARGEST_ARTICLE = 10_000_000
"""Bytes of the largest text, page or JSONL line taken for one article."""
LARGEST_JSON = 500_000_000
"""Bytes of the largest JSON file: unlike JSONL it must be held in memory as a whole."""
_FIRST_WORDS = 80
_KINDS = {
    "text": (".txt", ".text"),
    "markdown": (".md", ".markdown", ".mdown"),
    "html": (".html", ".htm", ".xhtml"),
    "json": (".json",),
    "jsonl": (".jsonl", ".ndjson"),
}
_KIND_OF = {suffix: kind for kind, suffixes in _KINDS.items() for suffix in suffixes}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: its path, and its name relative to the folder given, with forward slashes."""

    path: Path
    source: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or one record of it, that gave no article, and why, in one plain sentence."""

    source: str
    reason: str


def find(paths: Sequence[Path]) -> list[SourceFile]:
    """List the files under the given files and folders, each once, sorted by name within its folder.

    Hidden files and folders are left out unless named themselves. Linked folders are searched as well. Files of other
    formats are listed, so that ``read_file`` can say that they were skipped; so are a folder without any file and one
    that cannot be searched.

    Raises:
        BadInputError: a path does not exist.
    """
    found: list[SourceFile] = []
    seen: set[Path] = set()
    names: set[str] = set()
    for root in paths:
        if not root.exists():
            raise BadInputError(f"There is no file or folder {root}; check the path.")
        for path in _walk(root) if root.is_dir() else [root]:
            real = Path(os.path.realpath(path))  # Path.resolve() fails at a link to itself
            if real in seen:
                continue
            seen.add(real)
            name = path.relative_to(root).as_posix() if root.is_dir() and path != root else path.name
            if name in names:
                name = f"{root.resolve().name}/{name}" if root.is_dir() else path.as_posix()
            names.add(name)
            found.append(SourceFile(path, name.encode(errors="replace").decode()))
    return found


def _walk(root: Path) -> Iterator[Path]:
    """Yield the files below a folder, then the folders that cannot be searched; the folder itself if there is nothing.

    Linked folders come last and each folder is searched once, so that a file has its own name where it has one.
    """
    starts, closed = [root], list[Path]()
    seen: set[str] = set()
    empty = True
    for start in starts:  # it grows by the links that are found
        if start != root and _leads_up(start, root):
            closed.append(start)
            continue
        for folder, inner, files in os.walk(start, onerror=lambda error: closed.append(Path(error.filename))):
            real = os.path.realpath(folder)
            inner[:] = _shown(inner) if real not in seen else []
            shown = _shown(files) if real not in seen else []
            seen.add(real)
            starts += [link for name in inner if (link := Path(folder, name)).is_symlink()]
            empty = empty and not shown
            yield from (Path(folder, name) for name in shown)
    yield from closed or ([root] if empty else [])


def _shown(names: list[str]) -> list[str]:
    return sorted(name for name in names if not name.startswith("."))


def _leads_up(link: Path, folder: Path) -> bool:
    """Tell a link to a folder in which this one stands itself."""
    above = Path(os.path.realpath(link))
    return above in Path(os.path.realpath(folder)).parents


def read_file(file: SourceFile) -> list[Article | Skipped]:
    """Read the articles of a file, in order, with a ``Skipped`` in the place of each that could not be read."""
    kind = _KIND_OF.get(file.path.suffix.lower(), "")
    try:
        reason = _refusal(file.path, kind)
        if reason:
            return [Skipped(file.source, reason)]
        if kind == "jsonl":
            return _read_lines(file)
        data = file.path.read_bytes()
    except OSError as error:
        return [Skipped(file.source, f"It cannot be read: {error.strerror or error}.")]
    return _read_json(file, data) if kind == "json" else [_read_page(file, kind, data)]


def _refusal(path: Path, kind: str) -> str | None:
    """Say why a file is not even opened, or None."""
    if path.is_dir():
        return _refused_folder(path)
    if not _is_text(path.as_posix()):
        return "Its name is not valid UTF-8; rename it."
    size = path.stat().st_size
    if not kind:
        return f"Its format is not supported; these are: {', '.join(_KIND_OF)}."
    largest = {"jsonl": size, "json": LARGEST_JSON}.get(kind, LARGEST_ARTICLE)
    if size > largest:
        return f"It is {_megabytes(size)} large; one article may have {_megabytes(largest)} at most."
    return None if size else "The file is empty."


def _refused_folder(path: Path) -> str:
    if path.is_symlink() and _leads_up(path, path.parent):
        return "It is a link to a folder that it stands in itself."
    next(path.iterdir(), None)  # where it may not be read, that is the reason
    return "There is no file in this folder."


def _is_text(name: str) -> bool:
    try:
        return bool(name.encode())
    except UnicodeEncodeError:
        return False


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB"


def _read_page(file: SourceFile, kind: str, data: bytes) -> Article | Skipped:
    def draft() -> tuple[Draft, list[Line] | None]:
        text = decode(data, declared=kind == "html")
        if kind == "html":
            return from_html(text)
        return (from_markdown(text) if kind == "markdown" or is_markdown(text) else Draft(text)), None

    return _article(file, file.source, draft)


def _read_json(file: SourceFile, data: bytes) -> list[Article | Skipped]:
    try:
        text = decode(data)
        found = records(parse(text))
    except NotTextError as error:
        return [Skipped(file.source, str(error))]
    except BadRecordError as error:
        return _read_lines(file) if _is_lines(text) else [Skipped(file.source, str(error))]
    if not found:
        return [Skipped(file.source, "It holds an empty list.")]
    single = len(found) == 1 and data.lstrip()[:1] != b"["
    names = [file.source if single else f"{file.source}#{number}" for number in range(len(found))]
    return [_article(file, name, partial(_from_record, record)) for name, record in zip(names, found, strict=True)]


def _is_lines(text: str) -> bool:
    """Tell JSON Lines in a file that is not called so: its first line is an object of its own."""
    try:
        return isinstance(parse(text.lstrip().split("\n", 1)[0]), dict)
    except BadRecordError:
        return False


def _from_record(record: object) -> tuple[Draft, None]:
    return from_record(record), None


def _from_line(data: bytes) -> tuple[Draft, None]:
    return from_record(parse(decode(data).strip())), None


def _read_lines(file: SourceFile) -> list[Article | Skipped]:
    """Read a JSONL file line by line, numbered from 1; a bad line costs that line only."""
    results: list[Article | Skipped] = []
    with file.path.open("rb") as handle:
        for number, data in _lines(handle):
            source = f"{file.source}#{number}"
            if data is None:
                results.append(Skipped(source, f"The line is longer than {_megabytes(LARGEST_ARTICLE)}."))
            elif data.strip():
                results.append(_article(file, source, partial(_from_line, data)))
    return results or [Skipped(file.source, "The file holds no line with text.")]


def _lines(handle: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines with their numbers, None for one that is too long, never holding more than the limit."""
    if handle.read(2) in {b"\xff\xfe", b"\xfe\xff"}:
        handle.seek(0)
        yield from enumerate(
            (line.encode() for line in handle.read().decode("utf-16", errors="replace").split("\n")), 1
        )
        return
    handle.seek(0)
    number = 0
    while line := handle.readline(LARGEST_ARTICLE + 1):
        number += 1
        long = len(line) > LARGEST_ARTICLE
        yield number, None if long else line
        while long and line and not line.endswith(b"\n"):
            line = handle.readline(LARGEST_ARTICLE)


def _article(file: SourceFile, source: str, draft: Callable[[], tuple[Draft, list[Line] | None]]) -> Article | Skipped:
    try:
        known, lines = draft()
        return _finished(file, source, clean(known, lines))
    except (NotTextError, BadRecordError) as error:
        return Skipped(source, str(error))
    except NoTextError:
        return Skipped(source, "There is no article text in it.")
    except Exception as error:  # noqa: BLE001 - one page that a parser stumbles over must not cost all the others
        return Skipped(source, f"Reading it failed: {type(error).__name__}: {error}.")


def _finished(file: SourceFile, source: str, known: Draft) -> Article:
    _hints_of_name(file.path.stem, known)
    title = known.title or _first_words(known.text)
    return Article(
        id=article_id(title, known.outlet, known.published, known.text),
        title=title,
        body=known.text,
        source=source,
        outlet=known.outlet,
        byline=known.byline,
        published=known.published,
        inferred=known.inferred,
        place=known.place,
        url=known.url,
    )


def _hints_of_name(stem: str, known: Draft) -> None:
    """Take date and agency from a name such as "2015-11-25_reuters_talks"; a date there is inferred, not printed."""
    if known.published is None and (found := dates.find(stem.replace("_", " "))):
        known.published, known.inferred = found[0].day, True
    if known.outlet is None:
        words = re.split(r"[\W_]+", stem.lower())
        known.outlet = next((furniture.AGENCIES[word] for word in words if word in furniture.AGENCIES), None)


def _first_words(text: str) -> str:
    """Return the beginning of a text that has no headline, as its title."""
    line = text.split("\n", 1)[0]
    if len(line) <= _FIRST_WORDS:
        return line
    return line[:_FIRST_WORDS].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.article import Article
from index.read import Skipped, find, read_file

LEAD = "The bell of Marwick church fell from its tower on Sunday."


def told(folder: Path) -> dict[str, str]:
    """What is found in a folder, and the title or the reason each file gives."""
    read = [(file.source, read_file(file)[0]) for file in find([folder])]
    return {source: item.title if isinstance(item, Article) else item.reason for source, item in read}


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{path.stem}\n\n{LEAD}")
    return path


def test_a_linked_folder_is_searched(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere" / "a.txt")
    put(tmp_path / "news" / "b.txt")
    (tmp_path / "news" / "archive").symlink_to(tmp_path / "elsewhere")
    assert told(tmp_path / "news") == {"b.txt": "b", "archive/a.txt": "a"}


def test_links_in_a_circle_end_and_a_file_keeps_its_own_name(tmp_path: Path) -> None:
    put(tmp_path / "news" / "z" / "b.txt")
    for name, target in {"a": "z", "z/home": "..", "z/self.txt": "self.txt"}.items():
        (tmp_path / "news" / name).symlink_to(target)
    assert list(told(tmp_path / "news")) == ["z/b.txt", "z/self.txt"]


def test_a_link_to_the_folder_above_is_reported(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "news" / "b.txt")
    (tmp_path / "news" / "up").symlink_to(tmp_path)
    assert told(tmp_path / "news") == {"b.txt": "b", "up": "It is a link to a folder that it stands in itself."}


def test_a_link_that_leads_nowhere_is_reported(tmp_path: Path) -> None:
    (tmp_path / "archive").symlink_to(tmp_path / "gone")
    assert told(tmp_path) == {"archive": "It cannot be read: No such file or directory."}


def test_a_folder_that_may_not_be_read_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a.txt")
    locked = put(tmp_path / "locked" / "b.txt").parent
    locked.chmod(0)
    if os.access(locked, os.R_OK):  # root may read everything: let the system say no
        refuse(monkeypatch, locked)
    assert told(tmp_path) == {"a.txt": "a", "locked": "It cannot be read: Permission denied."}
    monkeypatch.undo()
    locked.chmod(0o700)


def refuse(monkeypatch: pytest.MonkeyPatch, locked: Path) -> None:
    for name in ("listdir", "scandir"):
        allowed = getattr(os, name)

        def only(path: str | Path, allowed: object = allowed) -> object:
            if Path(path) == locked:
                raise PermissionError(13, "Permission denied", str(path))
            assert callable(allowed)
            return allowed(path)

        monkeypatch.setattr(os, name, only)


def test_a_name_that_is_no_text_is_reported(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(LEAD)
    except OSError:
        pytest.skip("this file system takes only names that are text")
    assert [read_file(file) for file in find([tmp_path])] == [
        [Skipped("caf?.txt", "Its name is not valid UTF-8; rename it.")]
    ]

from __future__ import annotations

import errno
import hashlib
import http.server
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import catalog, download, models
from index.errors import BadInputError, ModelError, NotFoundError
from index.settings import Settings, load

BIG = bytes(range(256)) * 40  # 10,240 bytes, in three parts
SMALL = b'{"tiny": true}'
TABLE = f"""
[big]
role = "llm"
about = "one file in three wheels"
licence = "MIT"
aliases = ["b"]
wheel = {{ requirement = "pq-big-{{part}}==1.0", member = "pq_big/{{part:02}}.bin", parts = 3, part_size = 4096 }}
files = [{{ name = "big.gguf", size = {len(BIG)}, sha256 = "{hashlib.sha256(BIG).hexdigest()}" }}]

[solo]
role = "reranker"
about = "one file on the hub and in a wheel"
licence = "MIT"
hub = {{ repo = "someone/solo", revision = "main" }}
wheel = {{ requirement = "pq-solo==1.0", member = "pq_solo/{{name}}" }}
files = [{{ name = "solo.onnx", size = {len(BIG)}, sha256 = "{hashlib.sha256(BIG).hexdigest()}" }}]

[pair]
role = "embedder"
about = "two files in one wheel"
licence = "MIT"
wheel = {{ requirement = "pq-pair==2.0", member = "pq_pair/{{name}}" }}
files = [
  {{ name = "model.onnx", size = {len(BIG)}, sha256 = "{hashlib.sha256(BIG).hexdigest()}" }},
  {{ name = "sub/config.json", size = {len(SMALL)}, sha256 = "{hashlib.sha256(SMALL).hexdigest()}" }},
]
"""


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Put three small models in place of the real ones, with no source but those a test opens."""
    rows = catalog.read_table(TABLE)
    monkeypatch.setattr(catalog, "MODELS", rows)
    monkeypatch.setattr(models, "MODELS", rows)
    monkeypatch.setenv("PULLQUOTE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    (tmp_path / "index").mkdir()
    download.reachable.cache_clear()


def wheel(folder: Path, name: str, version: str, members: dict[str, bytes]) -> Path:
    """Write the smallest wheel that pip downloads."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def big_part(folder: Path, part: int, content: bytes = BIG) -> Path:
    piece = content[(part - 1) * 4096 : part * 4096]
    return wheel(folder, f"pq_big_{part}", "1.0", {f"pq_big/{part:02}.bin": piece})


def pair(folder: Path) -> Path:
    return wheel(folder, "pq_pair", "2.0", {"pq_pair/model.onnx": BIG, "pq_pair/sub/config.json": SMALL})


def loose(folder: Path) -> Settings:
    """Settings with a local folder that holds the files of both models somewhere."""
    (folder / "deep" / "sub").mkdir(parents=True)
    (folder / "deep" / "sub" / "config.json").write_bytes(SMALL)
    (folder / "deep" / "model.onnx").write_bytes(BIG)
    (folder / "big.gguf").write_bytes(BIG)
    return load(model_files=folder)


class Hub(http.server.BaseHTTPRequestHandler):
    """Serves BIG with ranges; breaks off the first ``breaks`` downloads in the middle."""

    breaks = 0
    content = BIG
    ranges: list[str]

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.end_headers()

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "")
        type(self).ranges.append(asked)
        first = int(asked.removeprefix("bytes=").removesuffix("-") or 0)
        body = self.content[first:]
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if type(self).breaks:
            type(self).breaks -= 1
            body = body[:5000]
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hub]]:
    handler = type("OneHub", (Hub,), {"ranges": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        yield handler
        server.shutdown()
        thread.join()


def test_folder_serves_files_that_match_and_ignores_namesakes(tmp_path: Path) -> None:
    settings = loose(tmp_path / "files")
    (tmp_path / "files" / "a").mkdir()
    (tmp_path / "files" / "a" / "model.onnx").write_bytes(BIG[::-1])  # same name and size, other bytes
    folder = models.fetch("pair", settings)
    assert (folder / "model.onnx").read_bytes() == BIG
    assert (folder / "sub" / "config.json").read_bytes() == SMALL
    assert models.locate("pair", settings) == folder
    assert sorted(path.name for path in folder.iterdir()) == [".verified.json", "model.onnx", "sub"]


def test_folder_may_hold_wheels(tmp_path: Path) -> None:
    for part in (1, 2, 3):
        big_part(tmp_path / "files", part)
    folder = models.fetch("b", load(model_files=tmp_path / "files"))
    assert (folder / "big.gguf").read_bytes() == BIG
    assert len(list((tmp_path / "files").iterdir())) == 3  # the user's own files stay


def test_wheels_of_the_index_are_unpacked_and_removed(tmp_path: Path) -> None:
    pair(tmp_path / "index")
    steps: list[models.FetchProgress] = []
    models.fetch("pair", load(), steps.append)
    assert steps[-1] == models.FetchProgress("pair", len(BIG) + len(SMALL), len(BIG) + len(SMALL))
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert not list((tmp_path / "models").rglob("*.whl"))


def test_parts_unpacked_before_an_interruption_are_kept(tmp_path: Path) -> None:
    first, second = big_part(tmp_path / "index", 1), big_part(tmp_path / "index", 2)
    with pytest.raises(ModelError, match=r"pq-big-3==1\.0"):
        models.fetch("big", load())
    assert models.listing(load())[0].state == "missing"
    first.unlink()
    second.unlink()
    big_part(tmp_path / "index", 3)
    folder = models.fetch("big", load())
    assert (folder / "big.gguf").read_bytes() == BIG
    assert not (folder / ".partial").exists()


def test_wheel_with_other_bytes_is_refused_and_not_kept(tmp_path: Path) -> None:
    wheel(tmp_path / "index", "pq_solo", "1.0", {"pq_solo/solo.onnx": BIG[::-1]})
    with pytest.raises(ModelError, match=r"solo\.onnx.*the package index gave other bytes"):
        models.fetch("solo", load())
    wheel(tmp_path / "index", "pq_solo", "1.0", {"pq_solo/solo.onnx": BIG})
    assert (models.fetch("solo", load()) / "solo.onnx").read_bytes() == BIG


def test_parts_with_other_bytes_are_refused_and_not_kept(tmp_path: Path) -> None:
    for part in (1, 2, 3):
        big_part(tmp_path / "files", part, BIG[::-1])
    with pytest.raises(ModelError, match=r"big\.gguf.*the package index gave other bytes"):
        models.fetch("big", load(model_files=tmp_path / "files"))
    for part in (1, 2, 3):
        big_part(tmp_path / "files", part)
    assert (models.fetch("big", load(model_files=tmp_path / "files")) / "big.gguf").read_bytes() == BIG


def test_damaged_wheel_is_named(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "pq_solo-1.0-py3-none-any.whl").write_bytes(b"PK no zip")
    with pytest.raises(ModelError, match=r"the wheel pq_solo-1\.0-py3-none-any\.whl is damaged"):
        models.fetch("solo", load(model_files=tmp_path / "files"))


def test_hub_download_resumes_where_it_broke_off(hub: type[Hub]) -> None:
    hub.breaks = 1
    with pytest.raises(ModelError, match="broke off"):
        models.fetch("solo", load())
    folder = models.fetch("solo", load())
    assert hub.ranges == ["", "bytes=5000-"]
    assert (folder / "solo.onnx").read_bytes() == BIG


def test_next_source_takes_over_when_the_hub_has_other_bytes(hub: type[Hub], tmp_path: Path) -> None:
    hub.content = BIG[::-1]
    wheel(tmp_path / "index", "pq_solo", "1.0", {"pq_solo/solo.onnx": BIG})
    assert (models.fetch("solo", load()) / "solo.onnx").read_bytes() == BIG
    assert hub.ranges == [""]


def test_unreachable_hub_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # the discard port: nobody listens
    for _ in range(2):
        with pytest.raises(ModelError, match=r"http://127\.0\.0\.1:9 cannot be reached"):
            models.fetch("solo", load())
    assert download.reachable.cache_info().misses == 1


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(BIG[:-1], "truncated"), (BIG + b"x", "altered"), (b"x" + BIG[1:], "altered"), (None, "missing")],
)
def test_damaged_file_is_refused_by_name_and_mended_by_fetch(
    tmp_path: Path, content: bytes | None, complaint: str
) -> None:
    settings = loose(tmp_path / "files")
    path = models.fetch("pair", settings) / "model.onnx"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=rf"model\.onnx is {complaint}.*pullquote models fetch pair"):
        models.locate("pair", settings)
    assert models.listing(settings)[2].state == "damaged"
    untouched = (path.parent / "sub" / "config.json").stat().st_mtime_ns
    models.fetch("pair", settings)
    assert models.locate("pair", settings) == path.parent
    assert (path.parent / "sub" / "config.json").stat().st_mtime_ns == untouched


def test_verified_file_is_not_hashed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loose(tmp_path / "files")
    models.fetch("pair", settings)
    hashed: list[Path] = []
    real = catalog.matches

    def watched(path: Path, file: catalog.ModelFile) -> bool:
        hashed.append(path)
        return real(path, file)

    monkeypatch.setattr(catalog, "matches", watched)
    folder = models.locate("pair", settings)
    assert not hashed
    (folder / "model.onnx").write_bytes(BIG)  # same bytes, new time
    models.locate("pair", settings)
    assert hashed == [folder / "model.onnx"]


def test_full_disk_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(download, "copy", full)
    with pytest.raises(ModelError, match=r"big cannot be stored in .*: the disk is full"):
        models.fetch("big", loose(tmp_path / "files"))


def test_no_source_names_the_file_and_the_way_out() -> None:
    with pytest.raises(ModelError, match=r"big\.gguf.*PULLQUOTE_MODEL_FILES"):
        models.fetch("big", load())


def test_missing_local_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere does not exist"):
        models.fetch("big", load(model_files=tmp_path / "nowhere"))


def test_unknown_name_lists_the_known_ones() -> None:
    for act in (models.locate, models.fetch, models.remove):
        with pytest.raises(BadInputError, match="'gpt-9'; the names are big, solo, pair"):
            act("gpt-9", load())


def test_remove_frees_the_place(tmp_path: Path) -> None:
    settings = loose(tmp_path / "files")
    models.fetch("big", settings)
    assert models.remove("b", settings) >= len(BIG)
    assert models.listing(settings)[0].state == "missing"
    with pytest.raises(NotFoundError, match="big is not in"):
        models.remove("big", settings)


def test_needed_follows_the_settings() -> None:
    assert models.needed(load(embedder="pair", reranker="someone/else", llm="b")) == ["big", "pair"]
    assert models.needed(load(embedder="pair", llm="b", llm_url="http://127.0.0.1:1/v1")) == ["pair"]


def test_aliases_are_resolved_and_foreign_names_left_alone() -> None:
    assert models.resolve("B") == "big"
    assert models.resolve("someone/else") == "someone/else"


def test_real_table_is_sound() -> None:
    rows = catalog.read_table((Path(catalog.__file__).parent / "models.toml").read_text(encoding="utf-8"))
    names = [name for model in rows.values() for name in (model.name, *model.aliases)]
    assert len(names) == len(set(names))
    for model in rows.values():
        assert model.role in {"llm", "embedder", "reranker"}
        assert all(len(file.sha256) == 64 and file.size > 0 for file in model.files)
        assert model.wheel is not None
        assert model.wheel.parts == 1 or len(model.files) == 1
    assert {"tiny", "qwen2.5-coder-1.5b-instruct"} <= set(names)
    defaults = Settings.model_fields
    assert {defaults[key].default for key in ("llm", "embedder", "reranker")} <= set(names)

"""What every test gets: no network but loopback, no settings but its own, the real weights where it asks for them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from index import models
from index.settings import PREFIX, Settings, load

REQUIRE = f"{PREFIX}REQUIRE_MODELS"
_REQUIRED = bool(os.environ.get(REQUIRE) or os.environ.get("CI"))
# Here and not in a fixture, so that fixtures of a whole session have it too.
for _key in [key for key in os.environ if key.startswith(PREFIX) and key != f"{PREFIX}MODELS"]:
    del os.environ[_key]
os.environ |= {
    f"{PREFIX}MODELS": str(load().models),
    f"{PREFIX}HOME": str(Path(tempfile.gettempdir()) / "pullquote-tests-use-a-home-of-their-own"),
    "ANONYMIZED_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


@pytest.hookimpl(tryfirst=True)  # before pytest-socket reads its options
def pytest_configure(config: pytest.Config) -> None:
    """Let no test reach anything but this machine."""
    config.option.allow_hosts = "127.0.0.1,::1,localhost"
    config.option.allow_unix_socket = True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs real weights where they are absent, unless they are required (``make test``, CI)."""
    marked = [item for item in items if item.get_closest_marker("models")]
    if not marked or _REQUIRED:
        return
    absent = [row.model.name for row in models.listing(load()) if row.state != "present"]
    if absent:
        reason = f"needs the weights of {', '.join(absent)}: run `make setup-test`, or set {REQUIRE}=1 to fail instead"
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give each test an empty home; it runs in a folder of its own, where no pullquote.toml of the developer counts."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv(f"{PREFIX}HOME", str(home))
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def settings() -> Settings:
    """Settings with an empty home of their own and the shared weights."""
    return load()

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import BadInputError
from index.settings import Settings, load


def test_environment_wins_over_file_and_arguments_over_both(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pullquote.toml").write_text("port = 1000\nhost = 'from-file'\nchunk_tokens = 100\n")
    monkeypatch.setenv("PULLQUOTE_PORT", "2000")
    monkeypatch.setenv("PULLQUOTE_CHUNK_TOKENS", "110")
    settings = load(port=3000, chunk_tokens=None)
    assert (settings.port, settings.chunk_tokens, settings.host) == (3000, 110, "from-file")


def test_home_is_a_folder_of_the_platform_unless_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert load(home=tmp_path).database == tmp_path / "articles.db"
    monkeypatch.delenv("PULLQUOTE_HOME")
    assert load().home.is_absolute()
    assert "pullquote" in str(load().home)


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_HOME", "")
    assert load().home.is_absolute()


def test_weights_are_not_in_the_home_of_an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PULLQUOTE_MODELS")
    settings = load()
    assert settings.home not in settings.models.parents


@pytest.mark.parametrize(
    ("key", "value"),
    [("PULLQUOTE_COLOUR", "red"), ("PULLQUOTE_LLMURL", "http://127.0.0.1/v1")],
)
def test_unknown_variable_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, key: str, value: str) -> None:
    monkeypatch.setenv(key, value)
    with pytest.raises(BadInputError, match=key):
        load()


def test_unknown_key_of_the_file_is_refused_by_name() -> None:
    Path("pullquote.toml").write_text("colour = 'red'\n")
    with pytest.raises(BadInputError, match="colour"):
        load()


def test_file_that_is_no_toml_is_refused_by_name() -> None:
    Path("pullquote.toml").write_text("port = = 3\n")
    with pytest.raises(BadInputError, match=r"pullquote\.toml"):
        load()


@pytest.mark.parametrize(("key", "value"), [("PORT", "seventy"), ("PORT", "70000"), ("CHUNK_TOKENS", "4")])
def test_value_out_of_range_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, key: str, value: str) -> None:
    monkeypatch.setenv(f"PULLQUOTE_{key}", value)
    with pytest.raises(BadInputError, match=key.lower()):
        load()


def test_api_key_is_never_printed() -> None:
    assert "s3cret" not in repr(load(llm_api_key="s3cret"))


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())

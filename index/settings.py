"""Everything that can be set, in one place: environment ``PULLQUOTE_*`` first, then ``pullquote.toml``."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from index.errors import BadInputError

PREFIX = "PULLQUOTE_"
CONFIG_FILE = Path("pullquote.toml")
_DATA = Path(platformdirs.user_data_dir("pullquote", appauthor=False))


class Settings(BaseSettings):
    """Where things are, which models are used, and how much of each."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, toml_file=CONFIG_FILE, extra="forbid", frozen=True
    )

    home: Path = Field(_DATA / "default", description="Folder of the index: article database and vectors.")
    models: Path = Field(_DATA / "models", description="Folder of the model weights, shared between indexes.")
    model_files: Path | None = Field(None, description="A folder to look for model files in before any download.")

    embedder: str = Field("bge-small-en-v1.5", description="A name of models.toml or of a Sentence Transformers model.")
    reranker: str = Field("ms-marco-minilm-l-12-v2", description="A name of models.toml or of a cross-encoder.")
    llm: str = Field(
        "qwen2.5-coder-1.5b-instruct",
        description='A name of models.toml, "tiny", or a LangChain model string such as "openai:gpt-5-mini".',
    )
    llm_url: str | None = Field(None, description="Base URL of an OpenAI-compatible server, ending in /v1.")
    llm_model: str | None = Field(None, description="Name of the model at llm_url.")
    llm_api_key: SecretStr | None = Field(None, description="API key for llm_url.")
    llm_timeout: float = Field(60.0, gt=0, description="Seconds to wait for a remote LLM.")

    chunk_tokens: int = Field(120, ge=16, le=480, description="Token budget of a chunk, without its heading.")
    candidates: int = Field(16, ge=1, le=200, description="Chunks scored by the reranker.")
    evidence_tokens: int = Field(330, ge=64, description="Token budget of the evidence in the prompt.")
    answer_tokens: int = Field(120, ge=16, description="Most tokens the LLM may write.")
    abstain_below: float = Field(0.62, ge=0, le=1, description="Answer only at or above this confidence.")

    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Port the server listens on; 0 takes a free one.")

    @property
    def database(self) -> Path:
        """Path of the article store."""
        return self.home / "articles.db"

    @property
    def vectors(self) -> Path:
        """Folder of the vector store."""
        return self.home / "vectors"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load(**overrides: object) -> Settings:
    """Read the settings; ``overrides`` that are ``None`` do not count.

    Raises:
        BadInputError: a key is unknown or a value cannot be used; the message names it.
    """
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    unknown = sorted(key for key in os.environ if key.startswith(PREFIX) and key.upper() not in known)
    if unknown:
        msg = f"There is no setting {', '.join(unknown)}; `pullquote info` lists the settings."
        raise BadInputError(msg)
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        msg = f"The setting {name!r} cannot be used: {first['msg']}; `pullquote info` lists the settings."
        raise BadInputError(msg) from error
    except ValueError as error:  # a TOML file that does not parse
        msg = f"{CONFIG_FILE} cannot be read: {error}; mend or remove it."
        raise BadInputError(msg) from error

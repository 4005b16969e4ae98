"""Any LangChain chat model, and the embedded default: openvino-genai behind the same interface."""

from __future__ import annotations

import math
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from index import models, telemetry
from index.errors import BadInputError, LLMRefusedError, LLMUnavailableError, ModelError
from index.settings import Settings
from qa.requantise import requantise

if TYPE_CHECKING:
    import openvino_genai

_ROLES = {"system": "system", "human": "user", "ai": "assistant"}
_CACHE_GB = 1
_PRECISION = "f32"  # where the CPU has bf16 too: reading 12 % slower, writing twice as fast
_LOOKUP_TOKENS, _LOOKUP_NGRAM = 5, 3  # prompt lookup: answers copy the evidence, five drafted tokens measured best
UNDECIDED = 0.55  # of a reply that is neither "yes" nor "no": the other signals are to decide
_SAID_YES, _SAID_NO = 0.6, 0.15  # what a plain "yes" or "no" of a model without probabilities counts for
_REFUSED_STATUS = (400, 401, 403, 404, 422)


class EmbeddedLLM(BaseChatModel):
    """A GGUF model run in this process by openvino-genai: greedy, streaming, with prompt lookup and prefix cache.

    The first load of a GGUF file saves the converted model beside it, so that later loads take a fraction of the time.
    One generation runs at a time; others wait their turn.
    """

    folder: Path
    name_: str
    max_tokens: int = 120
    _pipe: openvino_genai.LLMPipeline = PrivateAttr()
    _tokenizer: openvino_genai.Tokenizer = PrivateAttr()
    _turn: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    def model_post_init(self, context: Any) -> None:  # noqa: ANN401 - pydantic's signature
        """Load the model; seconds of work, done once per process."""
        super().model_post_init(context)
        telemetry.switch_off()  # before the runtime is imported
        import openvino_genai as ov

        scheduler = ov.SchedulerConfig()
        scheduler.enable_prefix_caching = True
        scheduler.cache_size = _CACHE_GB
        # written last: a cut-off conversion does not count
        stamp = self.folder / f"int8-{ov.get_version().split('-')[0]}"
        try:
            if not stamp.exists():
                with FileLock(self.folder / "converting.lock"):  # another process may just be at it
                    if not stamp.exists():
                        self._convert()
                        stamp.touch()
            self._pipe = ov.LLMPipeline(
                str(self.folder),
                "CPU",
                scheduler_config=scheduler,
                prompt_lookup=True,
                INFERENCE_PRECISION_HINT=_PRECISION,
            )
        except RuntimeError as error:
            stamp.unlink(missing_ok=True)
            msg = f"The model {self.name_} cannot be loaded, try again: {str(error).splitlines()[0]}"
            raise ModelError(msg) from error
        self._tokenizer = self._pipe.get_tokenizer()
        warm_up = self._config(None)
        warm_up.max_new_tokens = 1
        self._pipe.generate("Hello", warm_up)

    def _convert(self) -> None:
        """Write the GGUF file beside itself as the runtime loads and computes it fastest; half a minute of work."""
        import openvino_genai as ov

        gguf = next(iter(sorted(self.folder.glob("*.gguf"))), None)
        if gguf is None:
            msg = f"There is no GGUF file in {self.folder}; run `pullquote models fetch {self.name_}`."
            raise ModelError(msg)
        ov.LLMPipeline(str(gguf), "CPU", enable_save_ov_model=True)
        converted, fast = self.folder / "openvino_model.xml", self.folder / "requantised.xml"
        requantise(converted, fast)
        for suffix in (".bin", ".xml"):
            fast.with_suffix(suffix).replace(converted.with_suffix(suffix))

    @property
    def _llm_type(self) -> str:
        return "openvino-genai"

    def vocabulary(self) -> dict[bytes, int]:
        """Return the model's vocabulary: token bytes to rank."""
        return dict(self._tokenizer.get_vocab())

    def yes(self, messages: Sequence[BaseMessage]) -> float:
        """Return the probability in [0, 1] that the reply to a yes-or-no question is yes, from its first token."""
        config = self._config(None)
        config.max_new_tokens = 1
        config.logprobs = 1
        with self._turn:
            found = self._pipe.generate([self._prompt(messages)], config)
        word, sure = found.texts[0].strip().casefold(), min(1.0, math.exp(found.scores[0]))
        return sure if word.startswith("yes") else 1 - sure if word.startswith("no") else UNDECIDED

    def _prompt(self, messages: Sequence[BaseMessage]) -> str:
        turns = [{"role": _ROLES[message.type], "content": str(message.text)} for message in messages]
        return str(self._tokenizer.apply_chat_template(turns, add_generation_prompt=True))

    def _config(self, stop: list[str] | None) -> openvino_genai.GenerationConfig:
        import openvino_genai as ov

        config = ov.GenerationConfig()
        config.max_new_tokens = self.max_tokens
        config.apply_chat_template = False
        config.num_assistant_tokens = _LOOKUP_TOKENS
        config.max_ngram_size = _LOOKUP_NGRAM
        if stop:
            config.stop_strings = set(stop)
        return config

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> ChatResult:
        text = "".join(chunk.text for chunk in self._stream(messages, stop, run_manager, **kwargs))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401, ARG002
    ) -> Iterator[ChatGenerationChunk]:
        import openvino_genai as ov

        prompt, config = self._prompt(messages), self._config(stop)
        pieces: queue.SimpleQueue[str | RuntimeError | None] = queue.SimpleQueue()
        stopped = threading.Event()

        def on_text(piece: str) -> ov.StreamingStatus:
            pieces.put(piece)
            return ov.StreamingStatus.CANCEL if stopped.is_set() else ov.StreamingStatus.RUNNING

        def write() -> None:
            try:
                with self._turn:
                    if not stopped.is_set():
                        self._pipe.generate(prompt, config, on_text)
            except RuntimeError as error:
                pieces.put(error)
            finally:
                pieces.put(None)

        threading.Thread(target=write, daemon=True, name="llm").start()
        try:
            while (piece := pieces.get()) is not None:
                if isinstance(piece, RuntimeError):
                    msg = f"The language model failed while writing: {str(piece).splitlines()[0]}"
                    raise LLMUnavailableError(msg) from piece
                chunk = ChatGenerationChunk(message=AIMessageChunk(content=piece))
                if run_manager and piece:
                    run_manager.on_llm_new_token(piece, chunk=chunk)
                yield chunk
            yield ChatGenerationChunk(message=AIMessageChunk(content=""))  # LangChain wants one even of an empty reply
        finally:
            stopped.set()


def open_llm(settings: Settings) -> BaseChatModel:
    """Open the LLM the settings name: a URL first, then a LangChain model string, then an embedded model.

    Raises:
        BadInputError: the name is unknown, or a provider's package is not installed.
        ModelError: the embedded model's files are missing or altered.
    """
    if settings.llm_url:
        return _open_url(settings)
    if ":" in settings.llm:
        return _open_string(settings)
    name = models.resolve(settings.llm)
    return EmbeddedLLM(folder=models.locate(name, settings), name_=name, max_tokens=settings.answer_tokens)


def llm_name(settings: Settings) -> str:
    """Return the name of the LLM the settings choose, as an ``Answer`` shows it."""
    if settings.llm_url:
        return settings.llm_model or "default"
    return settings.llm if ":" in settings.llm else models.resolve(settings.llm)


def _open_url(settings: Settings) -> BaseChatModel:
    from langchain_openai import ChatOpenAI

    if not str(settings.llm_url).startswith(("http://", "https://")):
        msg = f"PULLQUOTE_LLM_URL must start with http:// or https://, not {settings.llm_url!r}."
        raise BadInputError(msg)
    return ChatOpenAI(
        base_url=settings.llm_url,
        model=llm_name(settings),
        api_key=settings.llm_api_key or "none",  # type: ignore[arg-type] # local servers want no key, the client wants one
        temperature=0,
        max_completion_tokens=settings.answer_tokens,
        timeout=settings.llm_timeout,
        max_retries=1,
    )


def _open_string(settings: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"temperature": 0, "max_tokens": settings.answer_tokens, "timeout": settings.llm_timeout}
    if settings.llm_api_key:
        options["api_key"] = settings.llm_api_key
    try:
        model: BaseChatModel = init_chat_model(settings.llm, **options)
    except ImportError as error:
        provider = settings.llm.split(":", 1)[0]
        msg = f"The model {settings.llm!r} needs a package that is not installed: pip install langchain-{provider}."
        raise BadInputError(msg) from error
    except ValueError as error:
        msg = f"The model {settings.llm!r} cannot be opened: {str(error).splitlines()[0]}"
        raise BadInputError(msg) from error
    return model


def write(llm: BaseChatModel, messages: list[BaseMessage]) -> Iterator[str]:
    """Stream the reply to ``messages``, piece by piece; closing the iterator stops the model.

    Raises:
        LLMRefusedError: a remote server refused the request (key, model name).
        LLMUnavailableError: the LLM cannot be reached or failed.
    """
    try:
        for chunk in llm.stream(messages):
            yield str(chunk.text)
    except (LLMUnavailableError, GeneratorExit):
        raise
    except Exception as error:
        status = getattr(error, "status_code", None)
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        if status in _REFUSED_STATUS:
            msg = (
                f"The language model's server refused the request ({status}): check the API key and the model. {reason}"
            )
            raise LLMRefusedError(msg) from error
        msg = f"The language model cannot be reached: check that it runs and the URL is right. {reason}"
        raise LLMUnavailableError(msg) from error


def judge(llm: BaseChatModel, messages: list[BaseMessage]) -> float:
    """Return the probability in [0, 1] that ``llm`` answers a yes-or-no question with yes.

    The embedded LLM gives its own probability; any other model's plain word is counted as 0.6 or 0.15.

    Raises:
        LLMRefusedError, LLMUnavailableError: as for :func:`write`.
    """
    own = getattr(llm, "yes", None)
    if own is not None:
        return float(own(messages))
    word = "".join(write(llm, messages)).strip().casefold()
    return _SAID_YES if word.startswith("yes") else _SAID_NO if word.startswith("no") else UNDECIDED


def read_ahead(llm: BaseChatModel, prompts: Iterable[list[BaseMessage]], stopped: Callable[[], bool]) -> None:
    """Let an embedded LLM read prompts, one after the other until ``stopped``, for its prefix cache to know them."""
    if isinstance(llm, EmbeddedLLM):
        for messages in prompts:
            if stopped():
                return
            llm.yes(messages)

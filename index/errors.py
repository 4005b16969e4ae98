"""What can go wrong, named for what the caller can do about it. Every message is one plain sentence."""

from __future__ import annotations


class PullquoteError(Exception):
    """Base of all errors a user may see; ``str(error)`` says what is wrong and what to do."""


class BadInputError(PullquoteError):
    """What was given cannot be used: an empty question, a missing path, a setting that does not exist."""


class NotFoundError(PullquoteError):
    """The article, model or file asked for is not there."""


class IndexMissingError(PullquoteError):
    """There is no index in the home folder yet, or it holds no article: run ``pullquote index``."""


class IndexMismatchError(PullquoteError):
    """The index was built by another embedder or an older version: index again."""


class ModelError(PullquoteError):
    """A model's files are missing, truncated or altered and no source could give them."""


class LLMUnavailableError(PullquoteError):
    """The language model cannot be reached or failed while writing: try again, or check the URL."""


class LLMRefusedError(PullquoteError):
    """The language model's server refused the request: check the API key and the model's name."""

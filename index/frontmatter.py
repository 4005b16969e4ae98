"""The block of fields above a Markdown text, in YAML between "---" or in TOML between "+++"."""

from __future__ import annotations

import re
import tomllib

import yaml

_FENCE = re.compile(r"(?:\s*\n)*(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|$)", re.DOTALL)
_ENTRY = re.compile(r"^(?=[^\s#\-\[\]{}][^:=\n]{0,60}[:=])", re.MULTILINE)
_QUOTED = re.compile(r"""(["'])((?:(?!\1).)*)\1""")


def take(text: str) -> tuple[dict[str, object] | None, str]:
    """Return the fields of a text's front matter, None if there is none, and the text below it.

    Where the block as a whole is broken, as by a colon in a title, each entry is read by itself.
    """
    fence = _FENCE.match(text)
    if not fence:
        return None, text
    block = fence[2]
    fields = _parsed(block)
    if fields is None:
        fields = {}
        for entry in _ENTRY.split(block):
            fields.update(_parsed(entry) or _pair(entry))
    return fields, text[fence.end() :]


def _parsed(block: str) -> dict[str, object] | None:
    for load in (tomllib.loads, yaml.safe_load):
        try:
            value = load(block)
        except (tomllib.TOMLDecodeError, yaml.YAMLError, ValueError):  # ValueError: a date such as 2015-13-45
            continue
        if isinstance(value, dict):
            return {str(key): item for key, item in value.items()}
    return None


def _pair(entry: str) -> dict[str, object]:
    line = entry.split("\n", 1)[0]
    key, _, value = line.partition("=" if "=" in line.split(":")[0] else ":")
    quoted = _QUOTED.fullmatch(value.strip())
    value = quoted[2] if quoted else value.strip()
    return {key.strip(): value} if value else {}

"""Bytes → text: which encoding a file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re

import charset_normalizer

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w-]{2,30})""", re.IGNORECASE)
_AS_BROWSERS_DO = dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"), "cp1252")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_SAMPLE = 65_536
_UNLIKELY = "utf_7 utf_16 utf_16_le utf_16_be utf_32 utf_32_le utf_32_be cp037 cp273 cp424 cp500 cp875 cp1026 cp1140"
"""Encodings never guessed: those with a mark or zero bytes, and mainframe ones that give any short text a meaning."""
_WESTERN = (
    "àâæçèéêëîïôœùûüÿ", "äöüßé", "áéíóúüñ", "àáâãçéêíóôõúü", "àèéìíîòóùú", "àçèéíïòóúü", "èéêëïóöü", "åäæéöøüõšž",
    "áðéíóúýþæö",
)  # fmt: skip
"""The letters beyond a to z of French, German, Spanish, Portuguese, Italian, Catalan, Dutch, the languages around the
Baltic that cp1252 covers, and Icelandic. Those of Czech or Turkish, misread, mix several of these."""
_ENGLISH = re.compile(r"\b(?:the|and|was|said)\b", re.IGNORECASE)
_HIGH = "À-ÖØ-öø-ÿŒœŠšŽž"
_LETTER = re.compile(f"[A-Za-z{_HIGH}]")
_UNWESTERN = re.compile(
    rf"[{_HIGH}]{{3}}"  # whole words of such letters
    r"|[a-zß-öø-ÿœšž][À-ÖØ-ÞŒŠŽŸ]"  # a capital within a word
    rf"|[A-Za-z{_HIGH}][¹¿¼½¾¡‚„†‰£¥€]|[A-Za-ln-z{_HIGH}][²³]|[¹²³¼½¾£¥ºª][A-Za-z{_HIGH}]"  # a sign beside one
    rf"|[A-Za-z{_HIGH}][“”«»‹›±×÷§©°][A-Za-z{_HIGH}]"
    r"|[¤¦¬¯¸¨ƒˆ˜‡Ÿ]"
)
"""What a text in cp1252 has no use for, and one in another encoding shows when it is read as cp1252."""
_SLIPS = 0.05
"""Share of what stands beyond ASCII that may be a slip or a foreign name."""
_GARBAGE = 0.002
"""Share of control characters from which on a file is taken for binary."""


class NotTextError(Exception):
    """The bytes are no text in any known encoding; the message is the reason, as a plain sentence."""


def decode(data: bytes, *, declared: bool = False) -> str:
    """Return the text of ``data``; ``declared`` looks for the encoding an HTML or XML page names itself.

    Raises:
        NotTextError: it is binary, or its encoding cannot be told.
    """
    text = _decoded(data, declared=declared)
    if len(_CONTROL.findall(text[:_SAMPLE])) > _GARBAGE * len(text[:_SAMPLE]) or "\x00" in text:
        raise NotTextError("It is a binary file, not text.")
    return text


def _decoded(data: bytes, *, declared: bool) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, name)
    if b"\x00" in data[:_SAMPLE]:
        return _strictly(data, _wide(data[:_SAMPLE]))
    if declared and (named := _DECLARED.search(data[:4096])):
        try:
            name = named[1].decode("ascii").lower()
            return data.decode(_AS_BROWSERS_DO.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass  # the page is wrong about itself: look at the bytes, as for any other file
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _slightly_broken(data) or _strictly(data, _guess(data))


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotTextError(f"It is not valid {encoding} text.") from error


def _wide(sample: bytes) -> str:
    """Tell UTF-16 without a mark from binary: the zero bytes of its spaces and letters all stand on one side."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) / 50 and min(even, odd) < max(even, odd) / 20:
        return "utf-16-le" if odd > even else "utf-16-be"
    raise NotTextError("It is a binary file, not text.")


def _slightly_broken(data: bytes) -> str | None:
    """Return UTF-8 with its few broken places marked, or None if it is rather another encoding."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    good = sum(not char.isascii() for char in text) - broken
    return text if broken * 10 <= good else None


def _guess(data: bytes) -> str:
    """Name the likeliest legacy encoding; the Western one unless something speaks against it: few letters tell."""
    first = next(at for at, byte in enumerate(data) if byte > 0x7F)  # noqa: PLR2004 - the end of ASCII
    start = max(0, first - _SAMPLE // 2)
    sample = data[start : start + _SAMPLE]
    if _is_western(sample):
        return "cp1252"
    matches = charset_normalizer.from_bytes(sample, cp_exclusion=_UNLIKELY.split())
    best = matches.best()
    if best is None:
        raise NotTextError("Its text encoding cannot be told.")
    return best.encoding


def _is_western(sample: bytes) -> bool:
    """Tell whether bytes read as cp1252 give a Western text: English with names from anywhere, or one language."""
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    letters = _LETTER.findall(text.lower())
    high = [char for char in letters if not char.isascii()]
    signs = sum(not char.isascii() for char in text)
    if len(high) > len(letters) / 3 or len(_UNWESTERN.findall(text)) > signs * _SLIPS:
        return False
    strange = min(sum(char not in alphabet for char in high) for alphabet in _WESTERN)
    return strange <= len(high) * _SLIPS or _ENGLISH.search(text) is not None

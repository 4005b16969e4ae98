"""The HTML of a web page → its tree without what no reader sees, what was struck out and what its readers wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.furniture import Kind, fold
from index.marks import marks
from index.records import BadRecordError
from index.sentences import split_sentences

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_REGEX = {"re": "http://exslt.org/regular-expressions"}
_ZERO = r"\s*0(?:\.0+)?(?:px|r?em|%|pt)?\s*(?:;|!|$)"
_STYLE = rf"display:\s*none|visibility:\s*hidden|(?:font-size|opacity):{_ZERO}|(?:left|text-indent):\s*-\d{{4,}}px"
_CLASS = r"visually-?hidden|screen-?reader|(?<!not-)\bsr-only\b"
_UNSEEN = (
    "//template | //*[@aria-hidden='true'] | //*[@hidden and not(@hidden='until-found')]"
    f" | //*[@class and re:test(@class, '{_CLASS}', 'i')] | //*[@style and re:test(@style, '{_STYLE}', 'i')]"
)
_STRUCK = "//del | //s | //strike"
_TALK = (
    r"(?:^|\s)(?:(?:reader|user)s?[-_])?(?:comments?|discussions?|responses?|repl(?:y|ies)|reactions?)"
    r"(?:[-_](?:area|container|list|section|stream|thread|wrap(?:per)?))?(?:\s|$)"
)
_TALKS = (
    "//*[self::div or self::section or self::ul or self::ol or self::aside or self::details]"
    f"[re:test(@class, '{_TALK}', 'i') or re:test(@id, '{_TALK}', 'i')][preceding::h1 and not(.//h1)]"
)
_REPLY = "//*[not(*) and string-length(normalize-space(.)) = 5 and re:test(normalize-space(.), '^reply$', 'i')]"
_WORDS_OF_BUTTONS = 4
_PARAGRAPHS_ABOVE = "preceding::p[string-length(normalize-space(.)) > 60][preceding::h1]"
_AMBIGUOUS = ("comment", "discussion")
_POST = (
    "//blockquote[re:test(@class,"
    " '(?:twitter|instagram|tiktok|bluesky|mastodon|reddit|fb|text-post)-(?:tweet|video|media|embed|post)', 'i')]"
)
_SIGNED = re.compile(r"[-–—]\s?[^-–—\s][^–—]{2,150}$")
_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[*†‡])[\])]?")
_POWER = re.compile(r"[-−+]?\d+")


def parse(text: str) -> HtmlElement:
    """Return the tree of a page, as its readers see it: without hidden or struck-out text and without comments.

    Superscripts stay apart from what they stand at ("10^6"), marks of footnotes go. A post of a social network stays
    where its one sentence can be quoted with the name it is signed with.

    Raises:
        BadRecordError: it is no HTML.
    """
    from trafilatura import load_html  # heavy, and only web pages need it

    tree = load_html(text)
    if tree is None:
        raise BadRecordError("The page holds no article text.")
    half = _size(tree) / 2
    for element in [*_found(tree, _UNSEEN), *_found(tree, _STRUCK), *_replied(tree)]:
        if _size(element) < half:  # else it is faded in by a script, or a tag was never closed
            _drop(element)
    for element in [
        *_found(tree, _TALKS),
        *_below_heading(tree),
        *(post for post in _found(tree, _POST) if not _is_quotable(post)),
    ]:
        _drop(element)
    for footer in _found(tree, "//blockquote//footer"):
        footer.drop_tag()  # it signs the quote, and trafilatura drops every footer
    for raised in list(tree.iter("sup")):
        _lower(raised)
    return tree


def _found(tree: HtmlElement, path: str) -> list[HtmlElement]:
    return list(tree.xpath(path, namespaces=_REGEX))


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:  # it may have been dropped before
        element.drop_tree()


def _size(element: HtmlElement) -> int:
    """Return how many characters of text there are, without those of scripts."""
    shown = element.xpath(".//text()[not(parent::script or parent::style or parent::noscript)]")
    return sum(len(text.strip()) for text in shown)


def _replied(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield what has a button "Reply" below the headline: the readers' comments, whatever their elements are called."""
    for button in _found(tree, _REPLY):
        blocks = button.iterancestors("div", "li", "article", "section")
        comment = next((block for block in blocks if len(block.text_content().split()) > _WORDS_OF_BUTTONS), None)
        if comment is not None and comment.xpath("self::*[preceding::h1 and not(.//h1)]"):
            yield comment


def _below_heading(tree: HtmlElement) -> list[HtmlElement]:
    """Return the first heading of readers' comments that stands below some paragraphs, and what stands below it."""
    heads = (head for head in tree.iter("h2", "h3", "h4", "h5", "h6") if _leads_comments(head.text_content()))
    head = next((head for head in heads if len(head.xpath(_PARAGRAPHS_ABOVE)) > 1), None)
    if head is None:
        return []
    lone = [box for box in head.iterancestors() if box.text_content().strip() == head.text_content().strip()]
    box = lone[-1] if lone else head
    return [box, *box.itersiblings()]


def _leads_comments(heading: str) -> bool:
    """Tell "3 comments" from "Comment" or "Discussion", which may head a part of the article."""
    text = " ".join(heading.split())
    return any(mark.kind is Kind.COMMENTS for mark in marks(text)) and fold(text) not in _AMBIGUOUS


def _is_quotable(post: HtmlElement) -> bool:
    """Tell a signed post of one sentence: of more, those before the last would be quoted without the signature."""
    text = " ".join(" ".join(post.itertext()).split())
    return _SIGNED.search(text) is not None and len(split_sentences(text)) == 1


def _lower(raised: HtmlElement) -> None:
    text, above = raised.text_content().strip(), raised.getparent()
    linked = raised.xpath(".//a") or (above is not None and above.tag == "a")
    if _NOTE.fullmatch(text) and (linked or not text.isalnum()):
        raised.drop_tree()
    elif _POWER.fullmatch(text):
        raised.text = f"^{raised.text or ''}"
        raised.drop_tag()

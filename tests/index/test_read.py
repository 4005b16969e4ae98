from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from index.article import Article
from index.errors import BadInputError
from index.read import Skipped, SourceFile, find, read_file
from index.sentences import split_sentences

SHARED = Path(__file__).parents[3] / "shared" / "corpus"
LEAD = "The mayor of Dunford resigned on Wednesday."
FRENCH = "Le café de l'été\n\nLe président a déclaré que la situation était très préoccupante à Besançon."


def read(folder: Path, name: str, content: str | bytes) -> list[Article | Skipped]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(SourceFile(path, name))


def one(folder: Path, name: str, content: str | bytes) -> Article:
    (found,) = read(folder, name, content)
    assert isinstance(found, Article), found
    return found


def reason(folder: Path, name: str, content: str | bytes) -> str:
    (found,) = read(folder, name, content)
    assert isinstance(found, Skipped), found
    assert found.source == name
    assert found.reason.endswith(".")
    return found.reason


class Pin(NamedTuple):
    """What one file of the shared corpus must read as; of the title its ends and its length."""

    title: str
    outlet: str | None
    byline: str | None
    published: date | None
    inferred: bool
    place: str | None
    first: str
    last: str
    characters: int
    sentences: int


PINS = {
    "000": Pin("France’s Hollande heads (62) press anti-ISIS coalition", "AFP", None, None, False, "Paris",
               "French President Francois", "Belgian-Moroccan Mohamed Abrini.", 4139, 24),
    "001": Pin("Putin, Hollande agree (68) but divisions remain", None,
               "Sabine Wibaux and Maria Panina", date(2015, 11, 27), False, "Moscow",
               "French President Francois", "this,\" Lavrov said.", 4724, 28),
    "002": Pin("Germany pledges to (56) fight against IS", None, None,
               date(2015, 11, 25), True, "Paris", "Germany pledged on", "our homeland safe\".", 4035, 23),
    "003": Pin("Putin, Hollande Agree (61) for Syria Strikes", None, None, None, False, None,
               "“I’m in Moscow", "resistance by lawmakers.", 3065, 18),
    "004": Pin("Hollande, Putin Call (61) to Fight Terrorism", "Bloomberg", None, None, False, None,
               "French President Francois", "success,” Lukyanov said.", 3785, 21),
}  # fmt: skip
FURNITURE = (
    "You are here", "Share", "Advertisement", "New comment", "At a glance", "News |", "Photographer", "Simon Dawson",
    "Bloomberg", "AFP", "[PARIS]", "MOSCOW", "Wibaux", "November 27th", "(right)", "courts Russia –", "tension -",
    "Putin, Erdogan\n", "Divisions, Confrontation", "•", "France's president.", "Vladimir Putin Francois", "\u00a0",
)  # fmt: skip


def ends_of(title: str) -> str:
    words = title.split()
    return f"{' '.join(words[:3])} ({len(title)}) {' '.join(words[-3:])}"


@pytest.mark.parametrize("number", PINS)
def test_the_shared_corpus(number: str) -> None:
    files = sorted(SHARED.glob(f"{number}_*.txt"))
    if not files:
        pytest.skip("the shared corpus is not on this machine")
    (found,) = read_file(SourceFile(files[0], files[0].name))
    assert isinstance(found, Article)
    words = found.body.split()
    told = Pin(
        ends_of(found.title), found.outlet, found.byline, found.published, found.inferred, found.place,
        " ".join(words[:3]), " ".join(words[-3:]), len(found.body), len(split_sentences(found.body)),
    )  # fmt: skip
    assert told == PINS[number]
    assert not [furniture for furniture in FURNITURE if furniture in found.body]
    assert found.title not in found.body


def test_a_folder_is_searched_without_its_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.html", ".hidden.txt", ".git/a.txt", "x.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [file.source for file in find([tmp_path])] == ["b.txt", "x.pdf", "a/z.md", "a/b/c.html"]
    assert find([tmp_path]) == find([tmp_path, tmp_path / "b.txt"])
    assert [file.source for file in find([tmp_path / "a" / "z.md"])] == ["z.md"]


def test_names_never_collide(tmp_path: Path) -> None:
    for name in ("one/a.txt", "two/a.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x")
    assert [file.source for file in find([tmp_path / "one", tmp_path / "two"])] == ["a.txt", "two/a.txt"]


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"There is no file or folder .*nope; check the path"):
        find([tmp_path, tmp_path / "nope"])


def test_an_empty_folder_is_reported(tmp_path: Path) -> None:
    (file,) = find([tmp_path])
    assert read_file(file) == [Skipped(tmp_path.name, "There is no file in this folder.")]


def test_an_unsupported_or_vanished_file_is_reported(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.pdf", b"%PDF").startswith("Its format is not supported; these are: .txt")
    (gone,) = read_file(SourceFile(tmp_path / "gone.txt", "gone.txt"))
    assert gone == Skipped("gone.txt", "It cannot be read: No such file or directory.")


def test_files_without_an_article_are_reported(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.txt", "") == "The file is empty."
    assert reason(tmp_path, "a.txt", " \n\n ") == "There is no article text in it."
    assert reason(tmp_path, "a.txt", "Share\n\nAdvertisement\n") == "There is no article text in it."
    page = "<html><head><title>x</title></head><body><nav><a href='/'>Home</a></nav></body></html>"
    assert "no article text" in reason(tmp_path, "a.html", page)
    assert reason(tmp_path, "b.html", "<html></html>") == "The page holds no article text."
    assert reason(tmp_path, "a.jsonl", "\n\n") == "The file holds no line with text."
    assert reason(tmp_path, "a.json", "[]") == "It holds an empty list."


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, b"abc\x00def\x00\x00\x01" * 50])
def test_a_binary_file_named_txt(tmp_path: Path, data: bytes) -> None:
    assert reason(tmp_path, "a.txt", data) == "It is a binary file, not text."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    found = one(tmp_path, "a.txt", FRENCH.encode(encoding))
    assert f"{found.title}\n\n{found.body}" == FRENCH


def test_other_scripts_and_a_broken_byte(tmp_path: Path) -> None:
    russian = "Мэр ушёл\n\nМэр города ушёл в отставку в среду, сообщила городская администрация."
    assert one(tmp_path, "a.txt", russian.encode("cp1251")).title == "Мэр ушёл"
    assert one(tmp_path, "b.txt", FRENCH.encode() + b"\xff Fin.").body.endswith("Besançon.\ufffd Fin.")


def test_thirty_megabytes_on_one_line(tmp_path: Path) -> None:
    line = b"word " * 6_000_000
    assert reason(tmp_path, "a.txt", line) == "It is 30 MB large; one article may have 10 MB at most."
    lines = b'{"text": "' + line + b'"}\n{"title": "T", "text": "He left."}\n'
    too_long, kept = read(tmp_path, "a.jsonl", lines)
    assert too_long == Skipped("a.jsonl#1", "The line is longer than 10 MB.")
    assert isinstance(kept, Article)
    assert (kept.source, kept.body) == ("a.jsonl#2", "He left.")


def test_a_long_line_below_the_limit_is_read(tmp_path: Path) -> None:
    body = LEAD + " It rained all day." * 20_000
    assert one(tmp_path, "a.txt", f"A title\n\n{body}").body == body


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_broken_line_costs_that_line_only(tmp_path: Path, encoding: str) -> None:
    lines = ['{"title": "Á", "text": "One is here."}', '{"title": broken', "", "[1]", '{"title": "B"}',
             '{"title": "C", "text": "Two is here."}']  # fmt: skip
    found = read(tmp_path, "a.jsonl", "\n".join(lines).encode(encoding))
    assert [item.source for item in found] == [f"a.jsonl#{n}" for n in (1, 2, 4, 5, 6)]
    assert [item.body for item in found if isinstance(item, Article)] == ["One is here.", "Two is here."]
    assert [item.reason for item in found if isinstance(item, Skipped)] == [
        "It is not valid JSON: Expecting value at character 11.",
        "It is not a JSON object.",
        "It has no text: no field such as body, text or content.",
    ]


def test_a_line_that_is_no_text_costs_that_line_only(tmp_path: Path) -> None:
    found = read(tmp_path, "a.jsonl", b'{"text": "One."}\n\x00\x01\x02\x00\x00\n{"text": "Two."}')
    assert [type(item) for item in found] == [Article, Skipped, Article]


@pytest.mark.parametrize(
    "record",
    [
        {"title": "T", "outlet": "The Post", "byline": "Ann Lee", "date": "2021-03-03", "url": "http://a.b",
         "text": LEAD},
        {"headline": "T", "publication": "The Post", "author": "By Ann Lee", "published_at": "2021-03-03T09:00:00Z",
         "link": "http://a.b", "content": LEAD},
        {"Headline": "T", "source": {"id": 1, "name": "The Post"}, "authors": [{"name": "Ann Lee"}],
         "publishedAt": "3 March 2021", "URL": "http://a.b", "articleBody": f"<h1>T</h1><p>{LEAD}</p>"},
        {"title": "T", "site_name": "The Post", "creator": ["Ann Lee"], "timestamp": 1614762000, "permalink": "http://a.b",
         "paragraphs": None, "body": [LEAD]},
        {"article": {"title": "T", "text": LEAD}, "publisher": "The Post", "author": "Ann Lee",
         "pubDate": "Wed, 03 Mar 2021 09:00:00 +0000", "url": "http://a.b"},
    ],
)  # fmt: skip
def test_names_of_fields(tmp_path: Path, record: dict[str, object]) -> None:
    found = one(tmp_path, "a.json", json.dumps(record))
    assert (found.title, found.outlet, found.byline, found.published) == ("T", "The Post", "Ann Lee", date(2021, 3, 3))
    assert (found.url, found.body, found.source, found.inferred) == ("http://a.b", LEAD, "a.json", False)


def test_lists_of_records(tmp_path: Path) -> None:
    records = [{"title": "A", "text": "One."}, 5, {"title": "B", "text": "Two."}]
    for document in (records, {"status": "ok", "articles": records}):
        found = read(tmp_path, "a.json", json.dumps(document))
        assert [item.source for item in found] == ["a.json#0", "a.json#1", "a.json#2"]
        assert [type(item) for item in found] == [Article, Skipped, Article]


def test_broken_json(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.json", '{"a": ') == "It is not valid JSON: Expecting value at character 7."
    assert reason(tmp_path, "a.json", "[" * 100_000) == "Its JSON is nested too deeply."


def test_furniture_in_a_record_goes_too(tmp_path: Path) -> None:
    text = (
        f"LONDON (Reuters) - {LEAD}\n\nAdvertisement\n\nHe did not say why. (Reporting by Jane Doe; Editing by J. Roe)"
    )
    found = one(tmp_path, "a.jsonl", json.dumps({"title": "T", "outlet": "The Post", "text": text}))
    assert found.body == f"{LEAD}\n\nHe did not say why."
    assert (found.outlet, found.place) == ("The Post", "London")


MARKDOWN = f"""---
title: "The lamp: out"
publisher: Dunford News
author: [Ann Lee, Bo Roe]
date: 2021-03-03
url: http://a.b/c
place: Dunford
---

# The lamp: out

![A lamp](x.png)

**The mayor** of [Dunford](http://x.y) *resigned* on `Wednesday`. snake_case_name and 3*4*5.

## What comes next

- one lamp
- two lamps

| Day | Lamps |
|-----|-------|
| Mon | 3 |

> {LEAD}
"""


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    found = one(tmp_path, "a.md", MARKDOWN)
    assert (found.title, found.outlet, found.byline) == ("The lamp: out", "Dunford News", "Ann Lee, Bo Roe")
    assert (found.published, found.url, found.place) == (date(2021, 3, 3), "http://a.b/c", "Dunford")
    assert found.body.split("\n\n") == [
        "The mayor of Dunford resigned on Wednesday. snake_case_name and 3*4*5.",
        "one lamp",
        "two lamps",
        "Day | Lamps",
        "Mon | 3",
        LEAD,
    ]


def test_markdown_without_or_with_broken_front_matter(tmp_path: Path) -> None:
    found = one(tmp_path, "a.md", f"The lamp\n========\n\n{LEAD}\n\nNext\n----\n\nIt rained.\n")
    assert (found.title, found.body) == ("The lamp", f"{LEAD}\n\nIt rained.")
    broken = one(tmp_path, "b.md", f"---\ntitle: A: b: c\nsource: The Post\ndate: 2015-13-45\n---\n{LEAD}\n")
    assert (broken.title, broken.outlet, broken.published, broken.body) == ("A: b: c", "The Post", None, LEAD)


def test_headings_in_a_text_or_record_mark_it_as_markdown(tmp_path: Path) -> None:
    copied = (
        "Top stories\n### Tram drivers end strike\nThe drivers went back to work on Monday.\n"
        f"# The lamp\n{LEAD}\nHe gave no reason.\n## Why\nNobody knows.\n### Bridge closed\n### Fish market to move\n"
    )
    body = f"{LEAD}\n\nHe gave no reason.\n\nNobody knows."
    found = one(tmp_path, "a.txt", copied)
    assert (found.title, found.body) == ("The lamp", body)
    found = one(tmp_path, "a.json", json.dumps({"title": "The lamp | News | Dunford Days", "text": copied}))
    assert (found.title, found.outlet, found.body) == ("The lamp", "Dunford Days", body)


def test_a_heading_without_words_is_none(tmp_path: Path) -> None:
    found = one(tmp_path, "a.md", f"# \n\n## \n\n# The lamp\n\n{LEAD}\n\n##\nIt rained.\n")
    assert (found.title, found.body) == ("The lamp", f"{LEAD}\n\nIt rained.")


def test_a_page_that_breaks_its_parser_costs_that_page_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(_: str) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("index.read.from_html", stumble)
    (tmp_path / "a.html").write_text("<p>Hello</p>")
    (found,) = read_file(find([tmp_path])[0])
    assert found == Skipped("a.html", "Reading it failed: RecursionError: too deep.")


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("https://www.dunford.example/profile/ann-lee", "Ann Lee"),
        ("https://dunford.example/by/ann-lee,https://dunford.example/by/bo-roe", "Ann Lee, Bo Roe"),
        ("https://dunford.example/profile/annlee", None),
        ("ann.lee@dunford.example", None),
        (["Ann Lee", "https://dunford.example/123"], "Ann Lee"),
        ("Interview by Ann Lee", "Ann Lee"),
    ],
)
def test_a_writers_page_is_read_as_a_name(tmp_path: Path, author: object, byline: str | None) -> None:
    assert one(tmp_path, "a.json", json.dumps({"title": "T", "author": author, "text": LEAD})).byline == byline


PAGE = """<!DOCTYPE html><html><head><meta charset="iso-8859-1"><title>Le café ferme | Le Journal</title>
<meta property="og:site_name" content="Le Journal"><meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2021-03-03T06:30:00+00:00"><link rel="canonical" href="https://lejournal.example/cafe">
</head><body><nav><a href="/">Accueil</a></nav><article><h1>Le café ferme</h1>
<p>Le café de la place a fermé ses portes mardi après trente années au service des habitants du quartier.</p>
<h2>Pourquoi</h2><p>Le patron n\x92a pas dit pourquoi il partait, mais ses clients pensent au loyer.</p>
<ul><li>loyer: 3000 euros</li><li>clients: 40</li></ul>
<table><tr><td>Lundi</td><td>14</td></tr><tr><td>Mardi</td><td>9</td></tr></table></article>
<footer>© 2021 Le Journal</footer></body></html>"""


def test_a_web_page(tmp_path: Path) -> None:
    found = one(tmp_path, "a.html", PAGE.encode("latin-1"))
    assert (found.title, found.outlet, found.byline) == ("Le café ferme", "Le Journal", "Ann Lee")
    assert (found.published, found.url) == (date(2021, 3, 3), "https://lejournal.example/cafe")
    paragraphs = found.body.split("\n\n")
    assert paragraphs[0].startswith("Le café de la place")
    assert paragraphs[1].startswith("Le patron n’a pas dit pourquoi")
    assert paragraphs[2:] == ["loyer: 3000 euros", "clients: 40", "Lundi | 14", "Mardi | 9"]


def web(folder: Path, head: str, header: str) -> Article:
    text = f"<p>{LEAD} Nobody knows who is to follow him.</p><p>{LEAD} The council meets again in spring.</p>"
    page = f"<html><head>{head}</head><body><nav><a>Home</a></nav><h1>Mayor quits</h1>{header}{text * 2}</body></html>"
    return one(folder, "a.html", page)


@pytest.mark.parametrize(
    ("title", "outlet"),
    [
        ("Mayor quits - WDUN 4 News", "WDUN 4 News"),
        ("Mayor quits | Local News | Post &amp; Days", "Post & Days"),
        ("Mayor quits", None),
        ("Mayor quits - and the clerk goes with him to Kell", None),
    ],
)
def test_what_stands_behind_the_headline_in_the_title_of_a_page_is_its_outlet(
    tmp_path: Path, title: str, outlet: str | None
) -> None:
    data = '{"@type": "NewsArticle", "headline": "Mayor quits", "author": {"name": "Ann Lee"}}'
    head = f"<title>{title}</title><script type='application/ld+json'>{data}</script>"
    found = web(tmp_path, head, "<p class='x'>Copyright 2021 Corvane Wire. All rights reserved.</p>" if outlet else "")
    assert (found.title, found.outlet, found.byline) == ("Mayor quits", outlet, "Ann Lee")


def test_the_data_for_search_engines_of_the_pages_own_article_count(tmp_path: Path) -> None:
    about = [{"@type": "WebSite", "name": "Days"}, {"headline": "Pool opens", "author": {"name": "Bo Roe"}}]
    mine = {"headline": "Mayor quits", "author": [{"name": "Ann Lee"}, {"name": "Mia Moss"}],
            "datePublished": "2021-03-03T07:00:00Z", "publisher": {"name": "Dunford Days"}}  # fmt: skip
    script = "<script type='application/ld+json'>{}</script>"
    head = script.format(json.dumps({"@graph": [*about, mine]})) + script.format("{broken")
    found = web(tmp_path, head, "<div>Pictures: Bo Roe</div>")
    assert (found.outlet, found.byline, found.published) == ("Dunford Days", "Ann Lee, Mia Moss", date(2021, 3, 3))


@pytest.mark.parametrize(
    "header",
    [
        "<div class='meta'>By Ann Lee, WDUN Staff<br>Published: Mar. 3, 2021 at 8:31 AM EDT</div>",
        "<div>Ann Lee<br>Health reporter</div><div>Share this story</div><time>3 March 2021</time>",
        "<div><a href='/lee'>Ann Lee</a>, <span>City Hall Reporter</span> <time>March 3 2021</time></div>",
    ],
)
def test_the_lines_between_headline_and_text_of_a_page_are_read(tmp_path: Path, header: str) -> None:
    found = web(tmp_path, "<title>Mayor quits</title>", header)
    assert (found.title, found.byline, found.published) == ("Mayor quits", "Ann Lee", date(2021, 3, 3))
    assert found.body.startswith(LEAD)


def test_a_title_where_there_is_none_and_hints_of_the_name(tmp_path: Path) -> None:
    found = one(tmp_path, "2021-03-03_reuters_mayor.txt", f"{LEAD} {'It rained all day long and nobody came. ' * 5}")
    assert found.title.startswith("The mayor of Dunford resigned on Wednesday. It rained")
    assert found.title.endswith("…")
    assert (found.published, found.inferred, found.outlet) == (date(2021, 3, 3), True, "Reuters")
    assert one(tmp_path, "note.txt", LEAD).title == LEAD


def test_an_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(LEAD)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read every file")
    assert read_file(SourceFile(path, "a.txt")) == [Skipped("a.txt", "It cannot be read: Permission denied.")]

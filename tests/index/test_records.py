from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from index.article import Article
from index.read import Skipped
from tests.index.test_read import one, read

TEXT = "The bell of Marwick church fell from its tower on Sunday."
OTHER = "The ferry to Marwick sank in the harbour on Monday."
PLAIN = {"title": "Bell falls", "text": TEXT}


@pytest.mark.parametrize(
    "document",
    [
        {"response": {"status": "ok", "results": [
            {"type": "article", "webTitle": "Bell falls", "webPublicationDate": "2021-03-03T08:00:00Z",
             "webUrl": "http://a.b", "fields": {"bodyText": TEXT, "byline": "Ann Lee", "publication": "The Post"}}]}},
        {"response": {"content": {"webTitle": "Bell falls", "webPublicationDate": "2021-03-03", "webUrl": "http://a.b",
                                  "fields": {"bodyText": TEXT, "byline": "Ann Lee", "publication": "The Post"}}}},
        {"status": "OK", "response": {"docs": [
            {"headline": {"main": "Bell falls", "kicker": None}, "lead_paragraph": TEXT, "abstract": "A bell.",
             "source": "The Post", "byline": {"original": "By Ann Lee"}, "pub_date": "2021-03-03T05:00:00+0000",
             "web_url": "http://a.b"}]}},
        {"took": 3, "hits": {"total": {"value": 1}, "hits": [
            {"_index": "n", "_source": {"title": "Bell falls", "body": TEXT, "outlet": "The Post", "author": "Ann Lee",
                                        "date": "2021-03-03", "url": "http://a.b"}}]}},
        {"articles": {"page": 1, "results": [
            {"title": "Bell falls", "body": TEXT, "source": {"uri": "a.b", "title": "The Post"}, "url": "http://a.b",
             "authors": [{"uri": "lee@a.b", "name": "Ann Lee"}], "dateTimePub": "x", "date": "2021-03-03"}]}},
        {"data": [{"type": "article", "id": "1", "attributes": {
            "title": "Bell falls", "body": TEXT, "source": "The Post", "author": "Ann Lee",
            "published_at": "2021-03-03", "url": "http://a.b"}}]},
        {"version": "1", "title": "News of Marwick", "description": "All the news", "items": [
            {"title": "Bell falls", "content_html": f"<p>{TEXT}</p>", "date_published": "2021-03-03",
             "url": "http://a.b", "authors": [{"name": "Ann Lee"}], "source": "The Post"}]},
    ],
)  # fmt: skip
def test_what_news_services_send_is_read_as_it_comes(tmp_path: Path, document: object) -> None:
    found = one(tmp_path, "a.json", json.dumps(document))
    assert (found.title, found.outlet, found.byline, found.published, found.url, found.body) == (
        "Bell falls", "The Post", "Ann Lee", date(2021, 3, 3), "http://a.b", TEXT,
    )  # fmt: skip


def test_a_headline_and_a_text_in_objects_of_their_own(tmp_path: Path) -> None:
    record = {
        "date": "2021-03-03T10:00:00", "title": {"rendered": "Bell &#8211; fallen"}, "author": 3,
        "content": {"rendered": f"<p>{TEXT}</p><aside>Related: Clock stops</aside>", "protected": False},
    }  # fmt: skip
    found = one(tmp_path, "a.json", json.dumps(record))
    assert (found.title, found.byline, found.body) == ("Bell – fallen", None, TEXT)


def test_fields_as_crawlers_name_them(tmp_path: Path) -> None:
    record = {
        "title": "Bell falls", "maintext": TEXT, "date_publish": "2021-03-03 14:00:00", "date_download": "2021-03-04",
        "source_domain": "post.example", "authors": ["Ann Lee", "Updated 3 Hours Ago", "2 Min Read"],
    }  # fmt: skip
    found = one(tmp_path, "a.json", json.dumps(record))
    assert (found.published, found.outlet, found.byline) == (date(2021, 3, 3), "post.example", "Ann Lee")


def test_all_lists_of_articles_are_read(tmp_path: Path) -> None:
    sections = {"news": {"town": [PLAIN], "harbour": [{"title": "Ferry sinks", "text": OTHER}], "tags": ["bell"]}}
    assert [getattr(item, "body", "") for item in read(tmp_path, "a.json", json.dumps(sections))] == [TEXT, OTHER]


@pytest.mark.parametrize(
    "beside",
    [
        {"comments": [{"title": "So sad", "text": "It was old."}]},
        {"related": {"title": "Ferry sinks", "text": OTHER, "author": "Bo Roe"}},
        {"author": {"name": None, "description": "Writes about bells."}},
    ],
)
def test_what_stands_in_an_article_is_not_taken_for_another(tmp_path: Path, beside: dict[str, object]) -> None:
    found = one(tmp_path, "a.json", json.dumps({**PLAIN, **beside}))
    assert (found.title, found.body, found.byline) == ("Bell falls", TEXT, None)


def test_comments_do_not_stand_in_for_a_missing_text(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "a.json", json.dumps({"title": "Bell falls", "comments": [PLAIN]}))
    assert found == Skipped("a.json", "It has no text: no field such as body, text or content.")


def test_json_lines_in_a_file_named_json(tmp_path: Path) -> None:
    lines = json.dumps(PLAIN), '{"title": ', json.dumps({"title": "Ferry sinks", "text": OTHER})
    found = read(tmp_path, "a.json", "\n".join(lines))
    assert [(item.source, type(item)) for item in found] == [
        ("a.json#1", Article), ("a.json#2", Skipped), ("a.json#3", Article),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_half_an_emoji_is_left_out(tmp_path: Path, name: str) -> None:
    record = {"title": "Bell \ud83d falls", "text": f"{TEXT} \ude00\U0001f514"}
    found = one(tmp_path, name, json.dumps(record))
    assert (found.title, found.body) == ("Bell falls", f"{TEXT} \U0001f514")


def test_a_number_too_long_to_read_costs_that_number_only(tmp_path: Path) -> None:
    text = f'[{{"title": "Bell falls", "text": "{TEXT}", "date": {"9" * 5000}, "id": -{"9" * 5000}}}]'
    assert one(tmp_path, "a.json", text).published is None


@pytest.mark.parametrize(
    "document", ['{"a": ' * 900 + "1" + "}" * 900, '{"content": ' * 900 + json.dumps(PLAIN) + "}" * 900]
)
def test_objects_in_objects_in_objects_are_reported(tmp_path: Path, document: str) -> None:
    (found,) = read(tmp_path, "a.json", document)
    assert isinstance(found, Skipped)


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("['Ann Lee', 'Bo Roe']", "Ann Lee, Bo Roe"),
        ('["Ann Lee"]', "Ann Lee"),
        ("[Ann Lee, Bo Roe", "[Ann Lee, Bo Roe"),
    ],
)
def test_a_list_of_writers_written_as_text(tmp_path: Path, author: str, byline: str) -> None:
    assert one(tmp_path, "a.json", json.dumps({**PLAIN, "authors": author})).byline == byline


def test_a_dateline_is_parted_in_place_and_date(tmp_path: Path) -> None:
    found = one(tmp_path, "a.json", json.dumps({**PLAIN, "dateline": "MARWICK, March 3, 2021"}))
    assert (found.place, found.published) == ("Marwick", date(2021, 3, 3))

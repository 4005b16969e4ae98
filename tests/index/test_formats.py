from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.formats import from_markdown
from tests.index.test_read import one

TEXT = "The bell of Marwick church fell from its tower on Sunday."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("See [the plan](https://w.example/Bell_(Marwick)) of it.", "See the plan of it."),
        ('See [the plan](https://w.example "Plan (old)") of it.', "See the plan of it."),
        ("See [the [old] plan](https://w.example) of it.", "See the [old] plan of it."),
        ("See it. [![Advert](ad.png)](https://ads.example)", "See it. "),
        ("See it. [![Advert][ad]][shop]", "See it. "),
        ("It is (see [5]) f(x) or a[1](2).", "It is (see [5]) f(x) or a1."),
    ],
)
def test_links_leave_their_text_and_pictures_nothing(markup: str, text: str) -> None:
    assert from_markdown(markup).text == text


@pytest.mark.parametrize("authors", ["[Ann Lee, Bo Roe]", "\n  - Ann Lee\n  - Bo Roe", '\n- "Ann Lee"\n- Bo Roe'])
@pytest.mark.parametrize("title", ["Bell falls", 'Mayor: "I heard it"', "Bell: fallen: again", "'Bell' and 'tower'"])
def test_front_matter_with_a_list_and_a_title_with_a_colon(tmp_path: Path, authors: str, title: str) -> None:
    found = one(tmp_path, "a.md", f"---\ntitle: {title}\nauthors: {authors}\ndate: 2021-03-03\n---\n{TEXT}\n")
    assert (found.title, found.byline, found.published) == (title, "Ann Lee, Bo Roe", date(2021, 3, 3))


TOML = f"""+++
title = "Bell: fallen"
authors = [
  "Ann Lee",
  "Bo Roe",
]
date = 2021-03-03T10:00:00Z
[params]
source = "The Post"
+++
{TEXT}
"""


@pytest.mark.parametrize("broken", ["", "draft = yes\n"])
def test_front_matter_in_toml(tmp_path: Path, broken: str) -> None:
    found = one(tmp_path, "a.md", TOML.replace("authors", f"{broken}authors"))
    assert (found.title, found.outlet, found.byline, found.published, found.body) == (
        "Bell: fallen", "The Post", "Ann Lee, Bo Roe", date(2021, 3, 3), TEXT,
    )  # fmt: skip

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.clean import NoTextError, clean
from index.draft import Draft

LEAD = "The mayor of Dunford resigned on Wednesday after a report found that he had hidden a contract."
END = "The council meets again in spring, and nobody expects it to be a short evening."


def page(*lines: str) -> Draft:
    return clean(Draft("\n\n".join(lines)))


def body(*lines: str) -> list[str]:
    """Return the paragraphs left between a headline with a first paragraph and a last paragraph."""
    paragraphs = page("Mayor resigns over bridge", LEAD, *lines, END).text.split("\n\n")
    assert paragraphs[0] == LEAD
    assert paragraphs[-1] == END
    return paragraphs[1:-1]


FURNITURE = """
You are here
You are here: News > Dunford
Share
Share on Facebook
Share this article
Tweet
Advertisement
Advertisement - Scroll to continue
Story continues below advertisement
New comment:
At a glance
News | Politics | Features | Arts | Entertainment | Society | Sport
Home > World > Europe
Home / World / Europe / France
Read more: Dunford bridge closed again
Read also: Dunford bridge closed again
Related: What we know about the bridge
See also: bridges of the north
Related articles
Most read
Sign up for our newsletter
Sign up for our daily newsletter to get the news in your inbox.
Subscribe to the Bulletin: six days a week on your doorstep
Get the latest news in your inbox every morning.
Follow us on
Follow us on Twitter and Facebook
Follow @dunfordnews on Twitter
© 2015
© 2015 The Dunford News. All rights reserved.
Copyright 2015 The Dunford News
All rights reserved
Enter your comment here...
Email (required) (Address never made public)
Join 6,186 other followers
Previous post: The bridge opens
Thanks for signing up!
HomeNewsPoliticsSportArtsWeatherAbout usContact us
Ryd RoversDunford TownHarbour FCUpton UnitedLee CityKell Athletic
By Jane Doe
By JANE DOE and John Roe, Reuters
Jane Doe, Paris Correspondent
Published 3 March 2021 10:15
Published: 26 November 2015, 18:20
Updated 10:15 GMT
Updated 4:15 PM ET, Mon March 8, 2021
Last modified on Thu 26 Nov 2015 10.15 GMT
Friday, November 27th 2015
2015-11-27
3 min read
12 comments
Loading comments...
Photo: Ann Lee/Reuters
Photographer: Ann Lee/Bloomberg
Photograph: Ann Lee/AFP/Getty Images
Picture: Dunford News/A. Lee
REUTERS/Ann Lee
Image source, Getty Images
(Photo by Ann Lee/Getty Images)
(Reporting by Jane Doe in Paris; Editing by John Roe)
Reporting by Jane Doe; Editing by John Roe
Additional reporting by Jane Doe
Associated Press writer Jane Doe in Paris contributed to this report.
We use cookies to give you the best experience on our site.
By continuing to use this site you agree to our use of cookies.
Cookie Policy
Accept all cookies
Please fill out this field with a valid email address.
Your email address will not be published.
Notify me of new posts by email.
We've noticed you're adblocking.
This story is for subscribers only. To go on, subscribe for just £2 a month.
The rest of this article is available to our paying members.
Already a subscriber? Log in here.
Not yet registered?
You have read 4 of your 6 free articles this week.
To continue reading this story please log in or create a free account.
Enjoy unlimited digital access for 80p a week.
Subscriber-only content
Start your free trial
Do you have a story? Contact our newsdesk on 01234 555555.
Were you on the bridge? Email jane.doe@news.example.
Lastminute.com discount code
View this post on Instagram
12 captures
The Wayback Machine - https://web.archive.org/web/20121109/http://www.dunford.example/
Click here to read the full report
To contact the reporter on this story: Jane Doe in Paris at jdoe@news.example
Before it's here, it's on the Herald Terminal.
This article was first published in The Dunford News.
A version of this article appears in print on March 4, 2021, Section A, Page 5.
https://dunford.example/bridge
#dunford #bridge
* * *
___
- What comes next -
– Hollande courts Russia –
Putin, Erdogan
Divisions, Confrontation
What the report found
What happened on November 13
AFP
(Reuters)
Share this: Facebook Twitter WhatsApp
Subscribe Log in
News . Music . Books . Jobs . Drop in!
MORE: Is the bridge safe?
More on this story: How to cross a river
READ NEXT: What the engineers said
Advertisement feature: Warm boots for wet feet
Sign up for our newsletter | Follow us | Report a mistake
Did you like this? Support the Dunford Current. Sign up for our newsletter. Follow us on Instagram.
The Current appears every Friday. Subscribe | Letters policy
Follow the Dunford Daily News on Facebook and Twitter.
Support independent journalism
Contact the newsroom at 555-0199 or news@dunford.example.
Reach her at 555-0199.
Stay with Channel 4 on air and online for more.
Copyright Dunford News. All rights reserved.
(c) The Dunford Gazette
The views expressed here are the author's own.
Live reporting by Ann Lee and Bo Roe in Dunford
Edited by Ann Lee
From Ann Lee at the Town Hall
Top photo: Two men carry a boat up Mill Lane. By Bo Roe
[The mayor waves what was left of the plan. BO ROE / THE GAZETTE]
(Bo Roe/The Gazette) The mayor is led from the town hall on Friday.
Two men carry a boat up Mill Lane. (Corvane/B. Roe)
""".strip().split("\n")


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_is_not_in_the_body(line: str) -> None:
    assert body(line) == []


SENTENCES = """
The full report is available to members of the public at the library.
Members-only clubs lost three million crowns last year.
You have to be a subscriber to vote, the club told its members.
To read the plans, residents must register at the town hall by Friday.
Subscribers to the paper fell to 4,000 in May.
Were they told in time? The mayor's office did not answer.
He did not say why.
No.
“We ran.”
"I have let people down," he said. "I am sorry."
Share prices fell sharply.
By Friday the army had left.
By visiting Moscow, Hollande hopes to come to terms with Putin.
Related charges were dropped.
Most of the dead were children.
Updated rules will take effect in May.
Published reports said that the mayor knew.
Follow us on Twitter, he told the crowd.
Copyright law was changed in 2015.
The report was published on Monday.
Photo evidence was not shown.
More to the point, nobody asked.
Comments by the mayor were deleted.
The farmer (left) was not convinced, he said.
Monday: 14 arrests
Death toll: 130
Monday | 14 arrests | 3 injured
14 arrests were made in May
1. The bridge is closed
What is next?
Wait!
Loading the lorries took a week.
Home rule is not on the table.
We use cookies as bait, said the fisherman.
Enter your name, the clerk told him.
Join the other followers, she said.
The McDonald and MacLeod families sued LeMay and DeWitt of PayDay over what a DeLorean cost.
YouTube, TikTok, LinkedIn, WhatsApp, PayPal, OpenTable or DoorDash have all been named in it
On Nov 25 2015 he was in Paris.
The treaty was signed in Paris on Nov 25 2015.
Arrivals in the first week:
Support the mayor and he will support you.
More people came than there were chairs. Follow that, if you can.
Open all week. Nobody came.
Stay with friends if you can, the fire service advised.
Contact between the two men ended in May.
Edited by Ann Lee, the book sold well.
Promoted: Dunford Town. Relegated: Lee City.
From Ann Lee he had expected better.
The Gazette appears every Friday.
This article was amended on 4 March 2021. The bridge was closed in 2019, not 2018.
This story has been updated. An earlier version misstated the age of the bridge.
The seat went to Ann Lee (Red/Blue).
Dunford Rovers 3, Lee City 1 (after extra time)
""".strip().split("\n")


@pytest.mark.parametrize("line", SENTENCES)
def test_real_sentences_and_rows_stay(line: str) -> None:
    assert body(line) == [line]


def test_a_sentence_before_a_photo_credit_stays() -> None:
    assert body("He did not say why.", "Photo: Ann Lee/Reuters") == ["He did not say why."]
    assert body("Dunford wants its bridge back.", "Photo: Ann Lee/Reuters") == ["Dunford wants its bridge back."]


def test_lists_and_tables_in_the_body_stay() -> None:
    rows = ["Party | Votes | Seats", "Red | 1,200 | 5", "Blue | 900 | 4"]
    assert body(*rows) == rows
    assert body("These came:", "• Ann Lee", "• nobody else") == ["These came:", "Ann Lee", "nobody else"]
    assert body("Ministers present:", "Jane Doe", "John Roe") == ["Ministers present:", "Jane Doe", "John Roe"]
    assert page("Results", LEAD, "Monday: 14 arrests", "Tuesday: 9 arrests").text.endswith("Tuesday: 9 arrests")


def test_a_table_above_the_first_sentence_stays() -> None:
    found = clean(Draft("Results of the vote\n\nParty\tVotes\tSeats\nRed\t1,200\t5\n\nThe council meets on Monday."))
    assert found.title == "Results of the vote"
    assert found.text == "Party | Votes | Seats\n\nRed | 1,200 | 5\n\nThe council meets on Monday."


def test_links_below_a_heading_go_until_prose_sets_in_again() -> None:
    assert body("Related articles", "Bridge to stay closed", "• Vote on new mayor in May", "He left.") == ["He left."]


@pytest.mark.parametrize("heading", ["CORRECTION", "Corrections and clarifications"])
def test_the_heading_of_a_correction_stays(heading: str) -> None:
    assert body(heading, "The bridge is 90, not 80.") == [heading, "The bridge is 90, not 80."]


def test_a_final_score_below_the_headline_stays() -> None:
    found = page("Rovers win the cup", "Dunford Rovers 3-1 Lee City", "By Ann Lee", "PARIS — " + LEAD)
    assert (found.title, found.place, found.text) == (
        "Rovers win the cup",
        "Paris",
        f"Dunford Rovers 3-1 Lee City\n\n{LEAD}",
    )


def test_a_score_that_is_the_headline_is_not_said_twice() -> None:
    assert clean(Draft(f"ROVERS 3, LEE CITY 1\n\n{LEAD}", title="Rovers 3, Lee City 1")).text == LEAD


def test_the_summary_and_the_times_of_a_live_page_stay() -> None:
    closed = "Wednesday 3 March 2021. All times local. This live page is now closed."
    found = page(
        "Mayor resigns", closed, "Summary", "- He has left", "18:30 He has left", LEAD, "17:05 He is here", END
    )
    assert found.text == f"He has left\n\n18:30 He has left\n\n{LEAD}\n\n17:05 He is here\n\n{END}"
    assert found.published == date(2021, 3, 3)


@pytest.mark.parametrize(
    "line",
    [
        "Ann Lee is a staff reporter at the Dunford Days.",
        "Bo Roe covers the council for the Dunford Days.",
        "Contact Ann Lee at alee@dunford.example or 555-0142.",
    ],
)
def test_what_is_said_of_the_writer_is_no_part_of_the_article(line: str) -> None:
    assert page("Mayor resigns", "By Ann Lee and Bo Roe", LEAD, END, line).text == f"{LEAD}\n\n{END}"
    assert page("Mayor resigns", "By Mia Moss", LEAD, END, line).text.endswith(line)


def test_the_credit_of_all_photos_goes_and_the_sentence_before_it_stays() -> None:
    assert page("Jam", LEAD, "The jam runs until 8 p.m. at the inn. | Photos by Bo Roe").text.endswith("at the inn.")


def test_what_follows_the_article_goes() -> None:
    found = page(
        "Mayor resigns over bridge",
        LEAD,
        END,
        "Most read",
        "Bridge closed for a third week in a row after heavy rain",
        "Comments 45",
        "Great article. I loved it.",
    )
    assert found.text == f"{LEAD}\n\n{END}"


def test_names_at_the_end_are_tags() -> None:
    assert page("Mayor resigns", LEAD, "Vladimir Putin Francois Hollande").text == LEAD
    assert page("Mayor resigns", LEAD, "Vladimir Putin", "Francois Hollande", "Tags: Russia, France").text == LEAD


def test_teasers_kicker_and_captions_above_the_body_go() -> None:
    found = page(
        "World",
        "Mayor of Dunford resigns over bridge",
        "  • Report found hidden contract",
        "  • Council to vote in May",
        "The mayor (right) shakes hands with a farmer in Dunford on Nov 25 2015.",
        "Adam Blake, mayor of Dunford.",
        "Photographer: Ann Lee/Bloomberg",
        LEAD,
    )
    assert found.title == "Mayor of Dunford resigns over bridge"
    assert found.text == LEAD
    assert found.outlet is None  # another may print an agency's photo
    assert (found.published, found.inferred) == (date(2015, 11, 25), True)


@pytest.mark.parametrize("signed", [["By Jane Doe", "Dunford News", "3 March 2021"], ["Dunford News, 3 March 2021"]])
def test_a_headline_of_two_words_above_the_byline_of_a_wrapped_text(signed: list[str]) -> None:
    lead = ["The mayor of Dunford resigned on Wednesday over the", "bridge, his office said in a statement."]
    text = "\n".join(["Mayor resigns", *signed, "", *lead, "", END])
    found = clean(Draft(text))
    assert (found.title, found.text) == ("Mayor resigns", f"{' '.join(lead)}\n\n{END}")


def test_points_above_the_body_stay_where_they_tell_what_it_does_not() -> None:
    found = page("Bridge: what we know", "  • Nine lorries are in the river", "  • The A25 is closed until May", LEAD)
    assert found.text == f"Nine lorries are in the river\n\nThe A25 is closed until May\n\n{LEAD}"
    assert page("Bridge: what we know", "Read more", "  • Nine swans die", "  • Ryd wins 3-1", LEAD).text == LEAD


def test_a_caption_with_its_credit_goes_inside_the_body_too() -> None:
    assert body("A fisherman on the river in May. Credit...Jane Doe for The New York Times") == []


def test_headline_and_byline_printed_again_go() -> None:
    found = page("Mayor Resigns", "By Jane Doe", LEAD, "MAYOR RESIGNS", "Jane Doe-")
    assert (found.title, found.byline, found.text) == ("Mayor Resigns", "Jane Doe", LEAD)


@pytest.mark.parametrize(
    ("line", "place", "outlet", "byline", "day"),
    [
        ("Paris (AFP) – ", "Paris", "AFP", None, None),
        ("[PARIS] ", "Paris", None, None, None),
        ("DUNFORD. ", "Dunford", None, None, None),
        ("MOSCOW, RUSSIA, Jane Doe and John Roe- ", "Moscow", None, "Jane Doe and John Roe", None),
        ("LONDON (Reuters) - ", "London", "Reuters", None, None),
        ("WASHINGTON — ", "Washington", None, None, None),
        ("NEW YORK, Nov 26, 2015 (Reuters) - ", "New York", "Reuters", None, date(2015, 11, 26)),
        ("BEIJING, Nov. 26 (Xinhua) -- ", "Beijing", "Xinhua", None, None),
        ("PORT ELLEN, Scotland (AP) — ", "Port Ellen", "AP", None, None),
        ("HALVERN (Corvane Wire) – ", "Halvern", "Corvane Wire", None, None),
        ("MOSCOW, November 26. /TASS/. ", "Moscow", "TASS", None, None),
        ("Rio de Janeiro (dpa) - ", "Rio de Janeiro", "dpa", None, None),
        ("(Reuters) - ", None, "Reuters", None, None),
        ("Berlin — ", "Berlin", None, None, None),
        ("PARIS: ", "Paris", None, None, None),
        ("BREAKING: ", None, None, None, None),
    ],
)
def test_datelines(line: str, place: str | None, outlet: str | None, byline: str | None, day: date | None) -> None:
    found = page("Mayor resigns over bridge", line + LEAD)
    assert found.text == LEAD
    assert (found.place, found.outlet, found.byline, found.published) == (place, outlet, byline, day)


@pytest.mark.parametrize(
    "sentence",
    [
        "NATO - the alliance founded in 1949 - said on Monday it was ready.",
        "Hope — the thing with feathers — is back in town.",
        "US-led forces (left) moved in.",
        "Putin (63) said nothing.",
        "SILENCE. The mayor stood up and looked at the clock.",
        "The talks – Mr Roe said – had failed.",
    ],
)
def test_what_only_looks_like_a_dateline_stays(sentence: str) -> None:
    assert page("Mayor resigns over bridge", sentence).text == sentence


@pytest.mark.parametrize(
    ("tail", "outlet", "byline"),
    [
        (" (Reporting by Jane Doe; Editing by John Roe)", None, "Jane Doe"),
        (" - AFP", "AFP", None),
        (" (Reuters)", "Reuters", None),
        ("… [+1234 chars]", None, None),
    ],
)
def test_credits_behind_the_last_stop_go(tail: str, outlet: str | None, byline: str | None) -> None:
    found = page("Mayor resigns over bridge", LEAD, END + tail)
    assert found.text == f"{LEAD}\n\n{END}"
    assert (found.outlet, found.byline) == (outlet, byline)


def test_a_short_last_sentence_keeps_its_place_before_a_signature() -> None:
    assert page("Mayor resigns over bridge", LEAD, "He left. - AFP").text == f"{LEAD}\n\nHe left."
    assert page("Mayor resigns over bridge", LEAD, "He left. (Writing by Jane Doe)").text == f"{LEAD}\n\nHe left."


def test_masthead_byline_and_date_are_metadata() -> None:
    found = page(
        "Ostrey Valley Post",
        "News | Business | Sport | Farming | Letters",
        "Traders count the cost of the bridge",
        "By Greta Moss | March 3, 2021 | 5 min read",
        LEAD,
    )
    assert (found.title, found.outlet, found.byline) == (
        "Traders count the cost of the bridge",
        "Ostrey Valley Post",
        "Greta Moss",
    )
    assert (found.published, found.inferred) == (date(2021, 3, 3), False)


@pytest.mark.parametrize(
    ("lines", "outlet"),
    [
        (["Dunford Evening News > Local > Business"], "Dunford Evening News"),
        (["The Ryd Ledger > News > Schools"], "The Ryd Ledger"),
        (["World Affairs > Europe"], None),
        (["Home > Dunford Evening > News"], None),
        (["DUNFORD NEWS"], "Dunford News"),
        (["Latest News"], None),
        (["The Ryd Current — free every Friday", "News . Music . Books . Drop in!"], "The Ryd Current"),
    ],
)
def test_mastheads_and_crumbs_name_the_outlet(lines: list[str], outlet: str | None) -> None:
    found = page(*lines, "The mayor of Dunford goes at last", LEAD)
    assert (found.title, found.outlet, found.text) == ("The mayor of Dunford goes at last", outlet, LEAD)


def test_buttons_below_a_headline_make_it_no_masthead() -> None:
    found = page("Mayor Resigns Over Bridge", "Share | Tweet | Print", "Council is to vote in May", LEAD)
    assert (found.title, found.outlet) == ("Mayor Resigns Over Bridge", None)


def test_menus_one_below_the_other_are_no_table() -> None:
    found = page("News | Sport | Weather", "Share | Print | Save", "Mayor resigns over bridge", LEAD)
    assert (found.title, found.text) == ("Mayor resigns over bridge", LEAD)


def test_a_line_that_is_a_papers_name_is_the_outlet_and_no_headline_or_byline() -> None:
    found = page("The Ryd Gazette", "Town opens pool", "By Ann Berg", "3 March 2024", "The Ryd Gazette", LEAD)
    assert (found.title, found.outlet, found.byline) == ("Town opens pool", "The Ryd Gazette", "Ann Berg")
    assert found.text == LEAD


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("THE RYD TIMES", "The Ryd Times"),
        ("DAILY MIRROR OF RYD", "Daily Mirror of Ryd"),
        ("The Daily Record", "The Daily Record"),
        ("Jornal da Beira", "Jornal da Beira"),
    ],
)
def test_a_papers_name_may_stand_in_capitals_or_name_a_place(line: str, outlet: str) -> None:
    found = page(line, "Crime & Courts", "Town clerk jailed for theft of pool money", "3 March 2024", LEAD)
    assert (found.title, found.outlet) == ("Town clerk jailed for theft of pool money", outlet)
    assert (found.byline, found.published, found.text) == (None, date(2024, 3, 3), LEAD)


@pytest.mark.parametrize(
    "line",
    [
        "The Ryd Gazette | 3 March 2024 | Ann Berg",
        "Ann Berg | 3 March 2024 | The Ryd Gazette",
        "The Ryd Gazette — Sunday, March 3, 2024 — By Ann Berg",
        "(The Ryd Gazette, 3 March 2024, Ann Berg)",
    ],
)
def test_a_line_of_outlet_date_and_name_is_read_whole(line: str) -> None:
    found = page("Town opens pool", line, LEAD)
    assert (found.title, found.outlet, found.byline) == ("Town opens pool", "The Ryd Gazette", "Ann Berg")
    assert (found.published, found.text) == (date(2024, 3, 3), LEAD)


@pytest.mark.parametrize("line", ["(Ryd Daily, 3 March 2024, from our correspondent)", "Radio Ryd, 3 March 2024"])
def test_a_line_of_outlet_and_date_right_below_the_headline_is_no_part_of_it(line: str) -> None:
    body = f"{LEAD} It is deep enough to dive, the mayor said, and warm enough for children to stay in until noon."
    found = clean(Draft(f"Town opens its new swimming pool after years\n{line}\n\n{body}"))
    assert (found.title, found.published) == ("Town opens its new swimming pool after years", date(2024, 3, 3))
    assert (found.outlet, found.byline, found.text) == (line[:10].strip("(,"), None, body)


def test_the_bar_of_sections_above_a_byline_is_nobodys_name() -> None:
    found = page("Town opens pool", "AIR & TRAVEL", "The Ryd Gazette | 3 March 2024 | By Ann Berg", LEAD)
    assert (found.outlet, found.byline) == ("The Ryd Gazette", "Ann Berg")


def test_a_section_in_a_line_of_outlet_and_date_is_no_byline() -> None:
    found = page("Town opens pool", "Ann Berg", "World | The Ryd Gazette | 3 March 2024", LEAD)
    assert (found.outlet, found.byline, found.text) == ("The Ryd Gazette", "Ann Berg", LEAD)


def test_where_a_byline_was_written_is_no_part_of_the_name() -> None:
    assert page("Town opens pool", "By Ann de Berg in Port Ryd", LEAD).byline == "Ann de Berg"


@pytest.mark.parametrize(
    ("lines", "byline"),
    [
        (["By Ann Berg, Health Editor"], "Ann Berg"),
        (["By ANN BERG and BO ROE", "Staff writers"], "Ann Berg and Bo Roe"),
        (["By Ann Berg @annberg"], "Ann Berg"),
        (["By Corvane Wire, WRYD Staff"], "Corvane Wire"),
        (["Ann Berg", "Health reporter"], "Ann Berg"),
        (["Health reporter"], None),
        (["Ann Berg and Bo Roe", "Share | Print"], "Ann Berg and Bo Roe"),
        (["Ann Berg in Ryd and Bo Roe in Port Ryd", "Wed 3 Mar 2024 21.34 BST"], "Ann Berg and Bo Roe"),
        (["From Ann Berg at the Town Hall"], "Ann Berg"),
        (["Live reporting by Ann Berg"], "Ann Berg"),
    ],
)
def test_names_and_roles(lines: list[str], byline: str | None) -> None:
    found = page("Town opens pool", *lines, LEAD)
    assert (found.byline, found.text) == (byline, LEAD)


def test_a_line_of_place_and_date_below_the_byline_is_read() -> None:
    found = page("Town opens pool", "By Ann Berg\nRYD, Tuesday 5 March 2024", LEAD)
    assert (found.byline, found.place, found.published) == ("Ann Berg", "Ryd", date(2024, 3, 5))
    assert found.inferred is False


def test_a_name_beside_the_date_may_name_the_outlet() -> None:
    found = page("Town opens pool", "Ann Berg, The Ryd Ledger", "Saturday, March 2, 2024", LEAD)
    assert (found.byline, found.outlet, found.published) == ("Ann Berg", "The Ryd Ledger", date(2024, 3, 2))


def test_a_byline_may_name_the_outlet() -> None:
    found = page("Town opens pool", "By Ann Berg, Ryd Gazette", "3 March 2024", LEAD)
    assert (found.outlet, found.byline) == ("Ryd Gazette", "Ann Berg")


def test_the_copyright_line_names_the_outlet_and_the_year_of_the_dateline() -> None:
    found = page("Talks begin", "MOSCOW, Nov 26 — " + LEAD, "© 2015 The Dunford News. All rights reserved.")
    assert (found.outlet, found.published, found.inferred) == ("The Dunford News", date(2015, 11, 26), True)


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("© 2015 Dunford DaysAll rights reserved", "Dunford Days"),
        ("© Copyright Dunford Dictionary of Local Biography, 2015", "Dunford Dictionary of Local Biography"),
        ("© 2015 Dunford Media LLC. All Rights Reserved.", "Dunford Media"),
    ],
)  # fmt: skip
def test_the_holder_of_the_copyright_is_named_whole(line: str, outlet: str) -> None:
    assert page("Talks begin", LEAD, line).outlet == outlet


def test_a_name_beside_the_date_is_the_byline() -> None:
    found = page("Mayor resigns over bridge", "Jane Doe, Associated Press", "March 8, 2021 4:15 PM ET", LEAD)
    assert (found.byline, found.published) == ("Jane Doe", date(2021, 3, 8))


def test_published_wins_over_updated_and_known_over_told() -> None:
    assert page("A b c", "Published 3 March 2021\nUpdated 4 March 2021", LEAD).published == date(2021, 3, 3)
    known = clean(Draft(f"By Jane Doe\n\n{LEAD}", title="Known", byline="Ann Lee", published=date(2020, 1, 1)))
    assert (known.title, known.byline, known.published) == ("Known", "Ann Lee", date(2020, 1, 1))


@pytest.mark.parametrize(
    "line",
    ["From the issue of March 3, 2021", "Posted at 5:14 PM, Mar 03, 2021 and last updated 6:00 PM, Mar 04, 2021"],
)
def test_dates_below_the_text(line: str) -> None:
    assert page("Mayor resigns", LEAD, line).published == date(2021, 3, 3)


def test_a_date_above_a_correction_counts_where_there_is_no_other() -> None:
    lines = ("Mayor resigns", LEAD, "Published March 3, 2021", "CORRECTIONS", END)
    assert page(*lines).published == date(2021, 3, 3)
    assert page(lines[0], "4 March 2021", *lines[1:]).published == date(2021, 3, 4)


def test_weekdays_alone_give_no_date() -> None:
    assert page("Mayor resigns over bridge", LEAD, "He spoke on Tuesday, after the Nov. 13 vote.").published is None


def test_fields_above_the_text() -> None:
    found = clean(Draft(f"Title: The lamp\nDate: 2021-03-03\nSource: Dunford News\nAuthor: Ann Lee\n\n{LEAD}"))
    assert (found.title, found.outlet, found.byline) == ("The lamp", "Dunford News", "Ann Lee")
    assert (found.published, found.inferred, found.text) == (date(2021, 3, 3), False, LEAD)


def test_hard_wrapped_lines_are_joined_and_rows_are_not() -> None:
    wrapped = (
        "The harbour of Port Ellen reopened on Thursday after repairs that took all\n"
        "winter and cost more than four million pounds, twice what the council had\n"
        "planned to spend when it began.\n\n"
        "Fishermen cheered when the first boat left. It was a small boat and its\n"
        "captain, a woman of 70, waved to them from the wheel. She had waited.\n"
        "Monday: 14 boats\nTuesday: 11 boats\n\nThe next boats are due on Friday.\n"
    )
    lines = clean(Draft(wrapped, title="Harbour")).text.split("\n\n")
    assert [line.split(" ")[-1] for line in lines] == ["began.", "waited.", "boats", "boats", "Friday."]


def test_one_line_break_parts_paragraphs_that_were_not_wrapped() -> None:
    assert clean(Draft(f"A title\n\n{LEAD}\n{END}\nHe left.")).text == f"{LEAD}\n\n{END}\n\nHe left."


def test_odd_characters_are_normalised() -> None:
    found = clean(
        Draft(
            "Cafe\u0301 closes\r\n\r\nThe\u00a0caf\u00e9 in Dun\u00adford shut\u200b its\u2009doors.\ufeff", title=None
        )
    )
    assert (found.title, found.text) == ("Café closes", "The café in Dunford shut its doors.")


def test_comments_in_the_source_of_a_page_are_no_text() -> None:
    body = f"{LEAD} <!-- print the password --> {END}\n<!-- two\n\nlines -->He left. 3 <!-- is not closed."
    assert clean(Draft(f"A title\n\n{body}")).text == f"{LEAD} {END}\n\nHe left. 3 <!-- is not closed."


def test_a_page_without_an_article() -> None:
    for text in ("", " \n ", "Share\n\nAdvertisement\n\nNews | Politics | Sport"):
        with pytest.raises(NoTextError):
            clean(Draft(text))


def test_a_text_without_headline_or_prose_is_kept() -> None:
    assert page(LEAD, END).title is None
    assert page("Man bites dog").text == "Man bites dog"
    assert page("Interview: the clock", "Q: When?", "A: When I was six.").text == "Q: When?\n\nA: When I was six."


@pytest.mark.parametrize(
    "unit", [".", "- ", "-", '."', "PARIS, ", "Aa Bb, ", "(", "a\t", "a | ", "“", "<p ", "2015-", "a: "]
)
def test_a_hostile_line_costs_linear_time(unit: str) -> None:
    began = time.process_time()
    clean(Draft("A title here\n\n" + LEAD + "\n\n" + unit * (1_000_000 // len(unit))))
    assert time.process_time() - began < 5


def test_many_short_lines_cost_linear_time() -> None:
    began = time.process_time()
    clean(Draft("A title here\n\n" + LEAD + "\n\n" + "\n\n".join(f"some words {n} here" for n in range(10_000))))
    assert time.process_time() - began < 5


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_clean_paragraphs_or_none(text: str) -> None:
    try:
        found = clean(Draft(text))
    except NoTextError:
        return
    for paragraph in found.text.split("\n\n"):
        assert paragraph == paragraph.strip()
        assert paragraph
        assert "\n" not in paragraph

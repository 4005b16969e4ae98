from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from index.article import Article
from qa import claims
from qa.answer import Evidence
from qa.carry import Carried, speaker, with_context
from qa.sides import uncovered

draft = partial(claims.draft, retold=(), likely=lambda _: 1.0)  # every quote answers


def said(number: int, body: str, score: float = 0.9, title: str = "Harbour of Ryd") -> Evidence:
    article = Article(
        id=str(number),
        title=title,
        body=body,
        source="a.md",
        outlet=f"Outlet {number}",
        published=date(2020, 5, number),
    )
    return Evidence(article, 0, len(body), score)


GRANT = said(1, "Sweden will give the harbour of Ryd a grant of 4 million crowns.", 0.99)
CRANE = said(2, "Sweden also offered the harbour of Ryd a second crane.", 0.95)
WEATHER = said(3, "Rain fell on the hills.", 0.9, title="Weather")
OFFER = "What did Sweden offer the harbour of Ryd?"


def test_a_question_for_several_things_hears_what_the_reply_left_out() -> None:
    found = draft(OFFER, "Sweden offered the harbour of Ryd a second crane.", [GRANT, CRANE, WEATHER])
    assert [claim.quotes for claim in found.claims] == [(CRANE,), (GRANT,)]
    assert found.claims[1].text == GRANT.text


def test_what_a_sentence_beside_a_quote_adds_to_it_is_told_too() -> None:
    crew = ["Crews get 5 per cent more.", "On top of that, each member gets a bonus.", "It also pays for boots."]
    body = " ".join([*crew, "Rain fell in Ryd."])
    whole = said(1, body, 0.01)
    starts = [body.index(text) for text in (*crew, "Rain")]
    told = [
        replace(whole, start=at, end=end)
        for at, end in zip(starts, [*(at - 1 for at in starts[1:]), len(body)], strict=True)
    ]
    asked = "What do crews get out of the deal?"
    found = draft(asked, "Crews get 5 per cent more.", told)
    assert [claim.quotes for claim in found.claims] == [(told[0],), (told[1],), (told[2],)]
    assert [claim.quotes[0] for claim in draft(asked, "Each member gets a bonus.", told).claims] == [
        told[1],
        told[0],
        told[2],
    ]
    assert len(draft("How much more do crews get?", "Crews get 5 per cent more.", told).claims) == 1


def test_what_is_beside_the_point_is_not_added() -> None:
    visit = said(4, "Ministers from Sweden visited the harbour of Ryd on Monday.", 0.98)
    found = draft("What did Sweden offer Ryd?", "Sweden offered the harbour of Ryd a second crane.", [CRANE, visit])
    assert [claim.quotes for claim in found.claims] == [(CRANE,)]


def test_the_same_words_from_another_report_are_not_said_twice() -> None:
    one = said(5, 'Holm told the council that "there is no other way" for the harbour.', 0.95)
    other = said(6, 'On Monday, Holm said in the council: "There is no other way."', 0.94)
    found = draft("What did Holm say in the council?", 'Holm said that "there is no other way".', [one, other])
    assert len(found.claims) == 1


def test_what_is_only_alleged_is_not_said_as_a_fact() -> None:
    sought = said(7, "Police are looking for two brothers accused of robbing the bank in Ryd.", 0.95)
    found = draft("Who robbed the bank in Ryd?", "Two brothers robbed the bank in Ryd.", [sought])
    assert [claim.text for claim in found.claims] == [sought.text]


def test_what_another_country_does_is_not_added() -> None:
    tugs = said(9, "Finland could offer the harbour of Ryd two tugs.", 0.98)
    found = draft(OFFER, "Sweden offered the harbour of Ryd a second crane.", [CRANE, tugs])
    assert [claim.quotes for claim in found.claims] == [(CRANE,)]


def test_asked_for_one_number_the_quote_with_the_number_of_the_reply_answers() -> None:
    old = said(10, "Ryd Partners, which owns 7 percent of the bank, wants a sale.", 0.95)
    new = said(11, "Ryd Partners has raised its stake to 9 percent.", 0.8)
    found = draft("How large is the stake of Ryd Partners?", "Ryd Partners owns 9 percent of Lund Bank.", [old, new])
    assert found.quotes == (new,)


def test_a_reply_in_other_words_than_the_question_keeps_the_quote_that_has_its_names() -> None:
    hunted = said(12, "The manhunt continued for two fugitives from Ryd: the Swede Karl Dahl and Per Holm.", 0.6)
    other = said(13, "Before his two-month journey the mayor left Lund.", 0.5)
    found = draft("How many suspects are on the run?", "Two suspects are on the run: Karl Dahl and Per Holm.",
                  [other, hunted])  # fmt: skip
    assert found.quotes == (hunted,)


def test_a_question_for_one_thing_hears_one() -> None:
    found = draft(
        "How large is the grant that Sweden gives?", "The grant is 4 million crowns.", [GRANT, CRANE, WEATHER]
    )
    assert [claim.quotes for claim in found.claims] == [(GRANT,)]


def test_yes_or_no_is_answered_by_two_quotes() -> None:
    found = draft("Did Sweden help the harbour of Ryd?", "Yes.", [GRANT, CRANE, WEATHER])
    assert {claim.text for claim in found.claims} == {GRANT.text, CRANE.text}


def test_a_claim_that_only_says_the_question_again_gives_way_to_the_quote() -> None:
    found = draft("Which harbour got a grant from Sweden?", "A harbour got a grant from Sweden.", [GRANT, WEATHER])
    assert [claim.text for claim in found.claims] == [GRANT.text]


LESS = said(4, "The storm sank 14 boats at Ryd.")
MORE = said(6, "The storm sank 19 boats at Ryd, the harbour master said.")


def test_both_sides_of_a_conflict_are_said_the_latest_first() -> None:
    found = draft("How many boats sank at Ryd?", "The storm sank 14 boats.", [LESS, MORE])
    assert [claim.quotes for claim in found.claims] == [(MORE,), (LESS,)]
    assert [claim.text for claim in found.claims] == [MORE.text, "The storm sank 14 boats."]


def test_a_quote_that_does_not_answer_contradicts_nothing() -> None:
    found = claims.draft(
        "How many boats sank at Ryd?", "The storm sank 14 boats.", [LESS, MORE], (), lambda quote: float(quote != LESS)
    )
    assert not found.stated


def test_asked_for_the_latest_only_the_latest_is_said() -> None:
    found = draft("What is the latest number of boats that sank at Ryd?", "The storm sank 14 boats.", [LESS, MORE])
    assert [claim.quotes for claim in found.claims] == [(MORE,)]


NORWAY = said(7, "Norway lent Ryd two tugs.", 0.7)
DENMARK = said(8, "Denmark sent Ryd a dredger.", 0.6)


def test_a_comparison_is_answered_for_each_side_and_not_lumped_together() -> None:
    found = draft(
        "Compare what Norway and Denmark gave to Ryd.", "Both Norway and Denmark lent Ryd two tugs.", [NORWAY, DENMARK]
    )
    assert {claim.text for claim in found.claims} == {NORWAY.text, DENMARK.text}


def part(body: str, text: str, score: float = 0.9) -> Evidence:
    """Return a sentence of an article."""
    article = Article(
        id="whole", title="Ryd", body=body, source="w.md", outlet="Valley Post", published=date(2020, 5, 1)
    )
    start = body.index(text)
    return Evidence(article, start, start + len(text), score)


SPAN = "Ryd Bridge was shut at dawn. The city counts 9,000 cars a day on the bridge, and most were in Holm Tunnel."


def test_the_sentence_that_names_what_a_quote_points_to_is_quoted_too() -> None:
    named, counted = part(SPAN, "Ryd Bridge was shut at dawn.", 0.6), part(SPAN, SPAN[29:], 0.8)
    found = draft("How many cars use Ryd Bridge a day?", "Ryd Bridge is used by 9,000 cars a day.", [counted, named])
    assert [claim.quotes for claim in found.claims] == [(counted, named)]


SPEECH = 'Anna Holt opened the fair at Ryd. "We are stronger than the storm," she said.'


def test_who_said_it_is_told_where_the_quote_says_she() -> None:
    opened, spoke = part(SPEECH, "Anna Holt opened the fair at Ryd.", 0.2), part(SPEECH, SPEECH[34:], 0.9)
    asked = "Who said that we are stronger than the storm?"
    (claim,) = draft(asked, "The mayor said it.", [spoke, opened]).claims
    assert claim.text == spoke.text
    assert [item.text for item in speaker(claim, asked, [spoke, opened])] == [opened.text]


def test_whom_a_speaker_names_is_not_the_speaker() -> None:
    body = 'Anna Holt opened the fair. "I know Lund," the mayor said. "But the road to Lund is narrow."'
    found = [part(body, text, 0.5) for text in ("Anna Holt opened the fair.", '"But the road to Lund is narrow."')]
    claim = Carried(found[1].text, (found[1],))
    assert [item.text for item in speaker(claim, "Who said that the road is narrow?", found)] == [found[0].text]


HOW = "Burglars broke into the Ryd Museum on Monday. Two men cut open a skylight and climbed down a rope, Holt said."


def test_a_claim_of_two_sentences_side_by_side_is_quoted_from_both() -> None:
    broke, cut = part(HOW, HOW[:45], 0.9), part(HOW, HOW[46:], 0.8)
    told = "Burglars broke into the Ryd Museum on Monday when they cut open a skylight and climbed down a rope."
    assert [claim.quotes for claim in draft("How did they get in?", told, [broke, cut]).claims] == [(broke, cut)]
    other = HOW.replace("Two men", "The guard Lind")
    named = part(other, other[46:], 0.8)
    assert named not in draft("How did they get in?", told, [broke, named]).quotes  # somebody else's deed


def test_the_judge_reads_whom_he_said_points_to() -> None:
    body = "Tom Reyes runs the union. On Friday he said that Lund Bank was a casino."
    found = [part(body, "Tom Reyes runs the union.", 0.1), part(body, body[26:], 0.9)]
    assert with_context("Who called the lender a casino?", found[1:], found) == tuple(found)
    assert with_context("What is a casino?", found[1:], found) == tuple(found[1:])


def test_a_day_from_a_sentence_beside_the_point_gives_way() -> None:
    plea = said(1, "Holt, the clerk, denied all charges on Tuesday.", 0.2)
    verdict = said(2, "The clerk of Ryd was found guilty on Friday.", 0.97)
    found = draft("When was the clerk convicted?", "The clerk was convicted on Tuesday.", [verdict, plea])
    assert [claim.quotes for claim in found.claims] == [(verdict,)]


TABLE = "The council voted 5 million.\n\nPump | 3 million\n\nSchool | 1 million\n\nRoads | 1 million\n\nRain."


def test_a_question_for_all_items_gets_every_row_of_the_table() -> None:
    voted = part(TABLE, "The council voted 5 million.", 0.9)
    rows = [part(TABLE, "Roads | 1 million", 0.03), part(TABLE, "Pump | 3 million", 0.02)]
    found = draft("List everything the council pays for.", "The council pays for a pump.", [voted, *rows])
    (table,) = [
        claim for claim in found.claims if claim.text == "Pump: 3 million; School: 1 million; Roads: 1 million."
    ]
    assert [quote.text.split()[0] for quote in table.quotes] == ["Pump", "School", "Roads"]
    one = draft("How much did the council vote?", "The council voted 5 million.", [voted, *rows])
    assert [claim.quotes for claim in one.claims] == [(voted,)]
    open_ = draft("What did the council vote?", "The council voted 5 million.", [voted, *rows])
    assert [claim.quotes for claim in open_.claims] == [(voted,)]


def test_a_verb_in_s_asks_for_no_list() -> None:
    other = said(9, "Few in Ryd see a chance for the harbour, and the analyst Ida Holm says so.", 0.98)
    best = said(8, "Karl Brandt, an analyst, sees no chance for the harbour of Ryd.", 0.99)
    found = draft("Which analyst sees no chance for the harbour?", "Karl Brandt sees no chance.", [best, other])
    assert [claim.quotes for claim in found.claims] == [(best,)]


def test_the_side_of_a_comparison_that_no_quote_is_about_is_named() -> None:
    question = "Compare what Sweden and Upper Norway offered the harbour of Ryd."
    assert uncovered(question, [GRANT, CRANE]) == ("Upper Norway",)
    assert uncovered(question, [GRANT, said(5, "Norwegian sailors gave the harbour of Ryd a bell.")]) == ()
    assert uncovered(OFFER, [GRANT]) == ()


OFFERED = said(8, "Varn Shipping, which belongs to the state, has offered three per cent and a free day.", 0.95)
WANTED = said(9, "The dockers' union wants seven per cent.", 0.9)


def test_what_is_told_of_another_is_not_said_of_whom_the_question_asks() -> None:
    asked, reply = "What did the dockers' union ask for?", "The dockers' union asked for three per cent and a free day."
    found = draft(asked, reply, [OFFERED, WANTED])
    assert reply not in [claim.text for claim in found.claims]
    assert found.claims[0].text == WANTED.text


def test_a_quote_whose_pronoun_may_stand_for_it_is_kept_and_speaks_for_itself() -> None:
    reply = "The dockers' union asked for seven per cent."
    told = said(8, "Varn Shipping said they wanted seven per cent.", 0.95)
    (claim, *_) = draft("How much did the dockers' union ask for?", reply, [told]).claims
    assert (claim.text, claim.quotes) == (told.text, (told,))


def test_what_an_article_calls_somebody_is_said_of_this_one() -> None:
    body = 'The state mediator, Ole Lind, met them in a hotel. "I slept for three hours in two days," Lind said.'
    article = Article(id="1", title="Talks", body=body, source="a.md")
    cut = body.index(' "I')
    met, slept = Evidence(article, 0, cut, 0.5), Evidence(article, cut + 1, len(body), 0.6)
    found = draft("How long did the mediator sleep?", "The mediator slept for three hours in two days.", [met, slept])
    assert found.answering == (slept,)


def test_a_claim_whose_quote_does_not_say_what_the_question_asks_gives_way_to_it() -> None:
    born = "Where was Hanna Brock born?"
    lived = said(9, "Hanna Brock lived in a home for sailors in Ryd.", 0.95)
    (claim, *_) = draft(born, "Hanna Brock was born in Ryd.", [lived]).claims
    assert claim.text == lived.text
    native = said(9, "Hanna Brock, born in Ryd, went to sea at twelve.", 0.95)
    (claim, *_) = draft(born, "Hanna Brock was born in Ryd.", [native]).claims
    assert claim.text == "Hanna Brock was born in Ryd."


def test_a_name_is_not_taken_from_far_away() -> None:
    body = "Hanna Brock won a prize. Eleven men built the mole with Ole Lind. Five of them died on 9 May 1930."
    starts = [body.index(opening) for opening in ("Hanna", "Eleven", "Five")]
    ends = [starts[1] - 1, starts[2] - 1, len(body)]
    whole = said(9, body).article
    sentences = [Evidence(whole, start, end, 0.9) for start, end in zip(starts, ends, strict=True)]
    found = draft("When did Hanna Brock die?", "Hanna Brock died on 9 May 1930.", sentences)
    assert "Hanna Brock died on 9 May 1930." not in [claim.text for claim in found.claims]


WIDENED = "Sweden widened its offer to the harbour of Ryd. The minister named three things: two cranes, a tug and coal."


def test_the_judge_reads_the_sentence_that_gives_the_names_a_quote_lacks() -> None:
    widened, named = part(WIDENED, WIDENED[:47], 0.6), part(WIDENED, WIDENED[48:], 0.9)
    asked = "List what Sweden could lend the harbour of Ryd."
    assert with_context(asked, [named], [named, widened]) == (widened, named)
    assert with_context(asked, [widened], [named, widened]) == (widened,)
    assert with_context("What did the minister name?", [named], [named, widened]) == (named,)


SOLD = "Hanna Brock was elected head of the port. Ole Lind has spent his life with the grain merchants."


def test_the_judge_reads_what_a_short_quote_or_one_that_points_back_leans_on() -> None:
    parts = (
        "The rocket carried four satellites that students had built.",
        "All were lost.",
        "It had been built by the students of two schools for the price of a car.",
        "The sea was calm on the day and a light wind blew from the south.",
    )
    article = Article(id="1", title="Rocket fails", body=" ".join(parts), source="a.md")
    starts = [article.body.index(part) for part in parts]
    found = [Evidence(article, start, start + len(part), 0.9) for start, part in zip(starts, parts, strict=True)]
    rocket, lost, built, sea = found
    asked = "What happened to the satellites?"
    assert with_context(asked, (lost,), found) == (rocket, lost)
    assert with_context(asked, (built,), found) == (rocket, built)
    assert with_context(asked, (sea,), found) == (sea,)


def test_a_name_from_another_sentence_needs_a_quote_with_the_claims_other_words() -> None:
    elected, traded = part(SOLD, SOLD[:41], 0.9), part(SOLD, SOLD[42:], 0.95)
    asked, reply = "To whom did Hanna Brock sell the grain mill?", "Ole Lind sold the grain mill to Hanna Brock."
    assert reply not in [claim.text for claim in draft(asked, reply, [traded, elected]).claims]


def test_a_claim_that_its_first_quote_does_not_carry_is_looked_for_once_more() -> None:
    near = said(1, "Lind steered the old red tug out of the harbour.", 0.99)
    full = said(2, "At the wheel of the old tug stood Lind of Brack, who steered.", 0.2)
    asked, reply = "Who steered the old red tug out of the harbour?", "Lind of Brack steered the old red tug out of it."
    (claim, *_) = draft(asked, reply, [near, full]).claims
    assert (claim.text, claim.quotes) == (reply, (full,))


def test_a_claim_is_looked_for_by_its_words_where_a_more_relevant_sentence_does_not_carry_it() -> None:
    wreck = said(1, "Anna Holt, the mayor of Hest, said that the wreck lay two kilometres from the harbour.", 0.99)
    island = Article(
        id="2", title="Strike", body="On Hest, the pumps are dry. The island's mayor, Anna Holt, called on the state "
        "to step in.", source="b.md",
    )  # fmt: skip
    pumps, call = Evidence(island, 0, 27, 0.5), Evidence(island, 28, len(island.body), 0.3)
    reply = "The mayor of Hest, Anna Holt, called on the state to step in."
    found = draft("What did the mayor of Hest say about the strike?", reply, [wreck, pumps, call])
    assert found.claims[0].text == reply
    assert found.claims[0].quotes == (call, pumps)


def test_what_tells_the_reply_is_kept_in_mind_though_another_sentence_has_more_of_its_names() -> None:
    thieves = said(1, "Thieves broke into the Ryd Maritime Museum on Monday and made off with a clock.", 0.7)
    way = said(2, "The burglars came through a skylight above the library and went down a rope.", 0.95)
    reply = "The burglars broke into the Ryd Maritime Museum through a skylight above the library and went down a rope."
    (claim, *_) = draft("How did the museum burglars get in?", reply, [way, thieves]).claims
    assert way in (*claim.quotes, *claim.meant)


def test_what_a_reply_was_taken_from_is_kept_in_mind_though_it_names_another() -> None:
    seats = said(1, "The coalition has 93 of the 180 seats: the Union 52, the LRP 27 and the Greens 14.", 0.2)
    budget = said(2, "After nineteen hours 3 ministers had a budget.", 0.3)
    asked = "How many deputies do the three governing parties have?"
    (claim, *_) = draft(asked, "The three governing parties have 93 seats.", [seats, budget]).claims
    assert seats in (*claim.quotes, *claim.meant)


def test_the_number_of_a_reply_is_quoted_though_a_sentence_without_it_is_more_to_the_point() -> None:
    lawyer = said(1, "Holt's lawyer, Otto Lamm, had called for an acquittal.", 0.98)
    seven = said(2, "Prosecutors had asked for seven years.", 0.3)
    (claim, *_) = draft("What had the prosecution wanted for Holt?", "It wanted seven years.", [lawyer, seven]).claims
    assert claim.quotes == (seven,)


def test_the_value_of_a_quote_in_place_of_the_reply_is_contradicted_too() -> None:
    one = said(1, "Trevik was given an order for 96 wagons in the affair.", 0.9)
    other = said(2, "The court heard that 120 wagons were ordered from Trevik.", 0.8)
    found = draft("How many wagons were ordered from Trevik?", "Four wagons were ordered from Trevik.", [one, other])
    assert {item.value for item in found.stated} == {96, 120}


def test_nobody_is_quoted_though_a_number_stands_in_a_sentence_more_to_the_point() -> None:
    count = said(1, "In all 46 people fell ill with measles.", 0.95)
    nobody = said(2, "Nobody died.", 0.3)
    found = draft("How many people died of measles?", "No one died of measles.", [count, nobody])
    assert found.answering == (nobody,)


def test_the_day_told_right_before_a_quote_is_quoted_too() -> None:
    body = "No ferry left Ryd on Monday. At four in the morning the crews began their strike. All piers were empty."
    article = Article(id="7", title="Ferries", body=body, source="f.md", outlet="Outlet 7", published=date(2020, 5, 12))
    day, strike, piers = (Evidence(article, start, end, 0.9) for start, end in ((0, 28), (29, 81), (82, 103)))
    asked, reply = "When did the strike of the crews begin?", "The strike of the crews began at four on {}."
    found = draft(asked, reply.format("Monday"), [strike, piers, day])
    assert [(claim.text, claim.quotes) for claim in found.claims] == [(reply.format("Monday"), (day, strike))]
    found = draft(asked, reply.format("Friday"), [strike, piers, day])
    assert [claim.text for claim in found.claims] == [strike.text]


def test_who_it_was_is_quoted_though_another_sentence_has_more_of_the_reply() -> None:
    fired = said(1, "The mill of Ryd dismissed its manager, Dario Voss, on Monday.", 0.99, title="The mill of Ryd")
    heir = said(2, "Inga Roth, until now at the harbour, takes over for a year.", 0.8, title="A new face")
    reply = "Inga Roth took over from Dario Voss as the manager of the mill of Ryd."
    found = draft("Who took over from Dario Voss?", reply, [fired, heir])
    assert [claim.quotes for claim in found.claims] == [(heir,)]


def test_of_two_things_counted_the_last_is_asked() -> None:
    asked = "How many boats sank at Ryd? How many people were lost at Ryd?"
    lost = said(5, "Three people were lost at Ryd.")
    found = draft(asked, "Three people were lost at Ryd.", [lost, LESS, MORE])
    assert [claim.quotes for claim in found.claims] == [(lost,)]


def article_of(*sentences: str) -> list[Evidence]:
    body = " ".join(sentences)
    article = Article(id="9", title="Court", body=body, source="c.md", outlet="Outlet 9", published=date(2020, 5, 14))
    return [Evidence(article, body.index(text), body.index(text) + len(text), 0.9) for text in sentences]


def test_a_name_given_in_full_before_is_the_same_name() -> None:
    met, left, denied, delay = article_of(
        "Minister Anna Berg met the bakers.",
        "In Ryd, Karl Dahl left.",
        "Berg denied that the mill had stopped.",
        "The delay, she said, was due to rain.",
    )
    reply = "Anna Berg said the delay was due to rain."
    found = draft("What did Anna Berg say about the delay?", reply, [met, left, denied, delay])
    assert [(claim.text, claim.quotes) for claim in found.claims] == [(reply, (delay, denied))]


def test_who_an_opening_means_is_told_right_behind_it() -> None:
    opening, named = article_of(
        "A clerk who spent the money of the town on horses was sent to prison.", "Anna Berg wept as the judge spoke."
    )
    reply = "Anna Berg spent the money on horses."
    found = draft("What did Anna Berg spend the money on?", reply, [named, opening])
    assert [(claim.text, claim.quotes) for claim in found.claims] == [(reply, (opening, named))]


def test_a_denial_in_other_words_answers_yes_or_no() -> None:
    left, denied = article_of("Berg left the council on Monday after the vote.", "He did not admit any fault.")
    found = draft("Did Berg admit a mistake?", "No, Karl Berg did not admit any fault.", [left, denied])
    assert found.claims[0].quotes[0] == denied


def test_points_above_an_article_are_no_list_of_items() -> None:
    one, two, three = article_of("Spain has sent two planes\n\n", "14 hectares burned\n\n", "The A25 is closed\n\n")
    found = draft("Which countries sent planes?", "Spain sent planes.", [one, two, three])
    assert [claim.quotes for claim in found.claims] == [(one,)]


def test_a_sentence_between_others_paragraphs_is_named_by_one_shortly_before() -> None:
    lede = "Ada Rist, who built boats at Ryd for forty years, died on 7 May in Oslo."
    cause = "The cause was pneumonia, her brother Gordon said."
    body = f"{lede}\n\nShe was 76.\n\n{cause}"
    found = [part(body, lede, 0.9), part(body, cause, 0.8)]
    (claim,) = draft("What was the cause of Ada Rist's death?", "Ada Rist died of pneumonia.", found).claims
    assert claim.text == "Ada Rist died of pneumonia."
    assert {quote.text for quote in claim.quotes} == {lede, cause}


def test_a_report_about_it_is_named_by_its_opening() -> None:
    lead = "Karl Dahl has left Lund Bank after the storm over its loans."
    rest = "The board met at noon.", "Nobody bought shares.", "It rained on the square.", "Trams were late again."
    body = "\n\n".join(
        (lead, *(f"{text} {'So it went on all day. ' * 6}".strip() for text in rest), "Ada Holm leads it now.")
    )
    start = body.index("Ada Holm")
    told, other = "Ada Holm leads Lund Bank.", "Who leads Lund Bank?"
    for title, quoted in (("Lund Bank chief goes", [start, 0]), ("Storm over loans", [])):
        article = Article(id=title, title=title, body=body, source="a.md")
        found = draft(other, told, [Evidence(article, start, len(body), 0.6)])
        assert [quote.start for claim in found.claims for quote in claim.quotes if claim.text == told] == quoted


def test_nobody_answers_yes_or_no_though_it_says_the_question_again() -> None:
    quote = said(8, "Police have arrested no one over the theft in Ryd.")
    found = draft("Was anyone arrested over the theft in Ryd?", "No one was arrested over the theft in Ryd.", [quote])
    assert [claim.text for claim in found.claims] == ["No one was arrested over the theft in Ryd."]


def test_what_is_read_with_a_quote_stands_in_the_articles_order() -> None:
    body = "Ryd got a crane. It is red."
    article = Article(id="a", title="Harbour", body=body, source="a.md")
    first, second = Evidence(article, 0, 16, 0.9), Evidence(article, 17, 27, 0.8)
    assert with_context("Is it red?", (second, first), [first, second]) == (first, second)

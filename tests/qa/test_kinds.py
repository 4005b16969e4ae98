from __future__ import annotations

from dataclasses import replace

import pytest

from index.article import Article
from qa.answer import Evidence
from qa.kinds import asks_latest, asks_several, asks_who_said, fitting, has_kind, nobody_did, told_by_pronoun
from tests.qa.made import whole


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("How many planes does the carrier hold?", "French jets flew from the carrier.", False),
        ("How many planes does the carrier hold?", "It holds forty planes.", True),
        ("How many pilots survived?", "The sole surviving pilot was found.", True),
        ("How many planes does the carrier hold?", "The first planes flew from a carrier.", False),
        ("What is the name of the worker?", "Police in Ryd questioned a worker near Port Lund.", False),
        ("How many games has she won?", "She has played there since 1994 and in May 2006.", False),
        ("How many games has she won?", "She has won 14 games since 1994.", True),
        ("How many people lived there?", "In 1994 2,000 people lived there.", True),
        ("How much will the repair of the old lock and the two bridges cost?", "The repair has begun.", False),
        ("How much is Lund paying for the crane?", "The crane will come in May.", False),
        ("How much is Lund paying for the crane?", "They agreed on a fee of €22m.", True),
        ("Which scientist said that it was no proof?", '"It is no proof," she said.', True),
        ("Which scientist said that it was no proof?", '"It is no proof."', True),
        ("Which scientist said that it was no proof?", "it is no proof.", False),
        ("Which bank pays for Ryd harbour?", "The harbour of Ryd will be paid for.", False),
        ("Which bank pays for Ryd harbour?", "It is paid for by Sund & Holt.", True),
        ("Which town won, Ryd or Lund?", "In the end Lund won.", True),
        ("What did the town decide?", "It decided to wait.", True),
        ("How long did they talk?", "They talked for an hour.", True),
        ("How long did they talk?", "They talked in Paris.", False),
        ("How long did they talk?", "It was over in seconds.", True),
        ("When was it built?", "It was built in the late 1870s.", True),
        ("How many people were hurt?", "One passenger was hurt.", True),
        ("How many people were hurt?", "It was one of the oldest bridges, the one at Holm.", False),
        ("How many people were hurt?", "The alert was lowered by one notch.", False),
        ("What share of the power is it?", "It gives a third of the power.", True),
        ("How deep is the shaft?", "The shaft is too deep.", False),
        ("What is the population of Holm?", "Holm lies on a river.", False),
        ("What is the population of Holm?", "Holm has 8,400 people.", True),
        ("Why did a large number of people leave?", "People left for fear of floods.", True),
        ("Who closed it?", "critics and members did.", True),
        ("How much backing did he get?", "He got only vague support.", True),
        ("How many of the 64 hangers are cracked?", "The 64 hangers were tested.", False),
        ("When did it close?", "The bridge was closed.", False),
        ("When did it close?", "The bridge was closed on Tuesday morning.", True),
        ("On which date did it close?", "It closed on 3 March.", True),
        ("On which date did it close?", "It closed in 2003.", True),
        ("On which date did it close?", "It closed yesterday.", True),
        ("When will it close?", "The mayor said on Tuesday that it would close.", False),
        ("When will it close?", "It will close on Friday, the mayor said on Tuesday.", True),
        ("When did she announce it?", "She announced it on Tuesday.", True),
        ("What is the name of the bridge?", "They met in Holm.", True),
        ("What is the name of the old man?", "They met him in Holm.", False),
        ("What is the name of the old man?", "They met Karl Holm there.", True),
        ("Name the men who left.", "They met in Holm.", False),
        ("What did Anna Holt tell the court?", "Anna Holt, whose firm it was, has fled.", False),
        ("What did Anna Holt tell the court?", "She told it that she had fled.", True),
        ("Who closed it?", "the bridge was closed.", False),
        ("Who closed it?", "it was closed by the police.", True),
        ("Who will replace Anna Holt?", "Until May the work is done by Anna Holt.", False),
        ("Who is Anna Holt?", "The order came from Anna Holt.", True),
        ("Who closed it?", "The order came from Anna Holt.", True),
        ("Who was hurt when it closed?", "Nobody was hurt.", True),
        ("Who was hurt when it closed?", "it was closed on Tuesday.", False),
        ("When it closed, who was told?", "The mayor was told.", True),
        ("In what present-day county is it?", "It lies in the county of Holm.", True),
        ("What present day county is it in?", "It lies in the county of Holm.", True),
        ("When did the guild exist?", "The guild had existed since the Holm dynasty.", True),
        ("How old is Anna Holt?", "The number of jobs fell from 1,900 to 1,400.", False),
        ("Who closed it, and when?", "It was closed by Anna Holt.", True),
        ("Who closed it, and when?", "It was closed.", False),
        ("What did Anna Holt say?", "Anna Holt called on the town to close it.", True),
        ("Why was it closed?", "The bridge was closed.", True),
        ("Which judge was it?", "She was sentenced to two years on Friday.", False),
        ("Which judge was it?", "It was Judge Annika Sorrel.", True),
        ("Which islands are cut off?", "Three small islands have been cut off since Sunday.", False),
        ("Which islands are cut off?", "The ferry has cut off two islands, Lygra and Hest.", True),
        ("Which islands are cut off?", "No boat has come to Lygra and Hest since Sunday.", True),
        ("Which vehicles are banned?", "The town has banned lorries and buses.", True),
        ("What did the minister promise?", "The minister promised help.", True),
        ("How old is Anna Holt?", "Anna Holt has spent thirty years in the trade.", False),
        ("How old is Anna Holt?", "Anna Holt, 51, has spent thirty years in the trade.", True),
        ("How old was she when she won?", "She was thirty-four years old when she won.", True),
        ("How old is the youngest?", "The youngest, Anna Holt, is nine.", True),
        ("How old is the youngest?", "The youngest lives in number nine.", False),
        ("How old is Anna Holt?", "At 67, she has come back to work.", True),
        ("How old is Anna Holt?", "The game stood at 67 when she came.", False),
        ("How old is the bridge?", "The bridge was opened in 1929.", True),
        ("How much does the museum cost?", "Entry to the museum is free, but book ahead.", True),
        ("How much does the museum cost?", "Visitors are free to leave the museum.", False),
        ("How many rooms has the museum?", "Entry to the museum is free.", False),
        ("What share voted?", "About 1,200 people voted.", False),
        ("What share voted?", "Turnout was 67 per cent.", True),
        ("What share voted?", "Nine of the members did.", True),
        ("How expensive is the flood?", "The flood drove out 1,900 people.", False),
        ("What did the strike cost?", "Services fell by 80 per cent for two days.", False),
        ("What did the strike cost?", "The strike cost the firm 3.9 million.", True),
        ("What's the yearly budget?", "They will vaccinate 4.2 million children in three weeks.", False),
        ("What was the firm paying the team?", "The firm has backed the team for years.", False),
        ("What will it all cost?", "They will vaccinate children in three weeks.", False),
        ("What did the mayor say about the cost?", "It is far too high, the mayor said.", True),
        ("To what did she compare the loan?", "It is like an umbrella, she said.", True),
        ("What share of home loans is in crowns?", "Turnout was 67 per cent.", True),
        ("What is the budget?", "They will vaccinate 4.2 million children in three weeks.", False),
        ("How much money did she give?", "She gave 900 crowns to two villages.", True),
        ("How much money did she give?", "She gave every child 17 pence.", True),
        ("How much more money will drivers get?", "Drivers get 4.5 per cent more pay.", True),
        ("How did the germ get in?", "Inspectors found where the germ got in.", False),
        ("Why did she quit?", "She told Nova TV why she had quit.", False),
        ("Why did she quit?", "She told Nova TV why she quit: the pay.", True),
        ("Why did she quit?", "Nobody knows why she quit.", True),
        ("How did he escape?", "He told how he climbed down a drainpipe.", True),
    ],
)
def test_the_kind_of_thing_asked_for(question: str, text: str, fits: bool) -> None:
    assert has_kind(question, text) is fits


def test_a_name_that_opens_a_sentence_is_somebody_where_it_is_known_from_another() -> None:
    amassed = whole("Petrov eventually amassed the largest collection of shells.")
    others = [whole("One in three of Petrov's collectors worked at sea."), whole("Shells were sold in the port.")]
    assert not has_kind("Who owned the largest collection?", amassed.text)
    assert has_kind("Who owned the largest collection?", amassed.text, frozenset({"petrov"}))
    assert amassed in fitting("Who owned the largest collection?", [amassed, *others])


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("Which minister said that the bridge is safe?", True),
        ("Who called it a success?", True),
        ("Who mocked the plan?", True),
        ("Who dismissed the pledge as worthless?", True),
        ("Who promised that fares stay as they are?", True),
        ("Who promised two frigates?", False),
        ("Who dismissed the coach?", False),
        ("Which producers did Anna Holt say she would meet?", False),
        ("Whom does the mayor accuse?", False),
        ("Which smaller objects were missing?", False),
        ("Which minister objects to the plan?", True),
        ("Which minister spoke of a sieve?", True),
    ],
)
def test_what_somebody_says_is_no_question_for_a_speaker(question: str, speaker: bool) -> None:
    assert asks_who_said(question) is speaker


@pytest.mark.parametrize(
    ("text", "pointed"),
    [
        ("On Friday she then said that Lund Bank was safe.", True),
        ("They had later told Lund Bank.", True),
        ("Anna Holt said she warned Lund Bank.", False),
        ("Officials said they told Lund Bank.", False),
        ("Lund Bank is safe.", False),
    ],
)
def test_whom_she_said_points_to_is_not_named_behind_it(text: str, pointed: bool) -> None:
    assert told_by_pronoun(text) is pointed


def test_of_sentences_with_somebody_those_where_somebody_says_something_fit_a_question_for_a_speaker() -> None:
    said, done = whole("Anna Holt said that nobody could pay it."), whole("Thieves broke into the museum of Ryd.")
    assert fitting("Who feels that the price is too high?", [done, said]) == [said]
    assert fitting("Who feels that the price is too high?", [done]) == [done]
    for verb in ("called it", "dubbed it", "mocked it as"):
        named = whole(f"The driver Holt {verb} a feast of rust.")
        assert fitting("Who described the bridge as a feast of rust?", [done, named]) == [named]


def test_what_stands_within_a_speech_fits_a_question_for_a_speaker() -> None:
    body = '"It is an old bridge," Holt said. "The only thing new was its price. It is no feast."\n\nRyd was silent.'
    article = Article(id="speech", title="Bridge", body=body, source="s.md")
    spans = ("The only thing new was its price.", "Ryd was silent.")
    new, silent = (Evidence(article, body.index(span), body.index(span) + len(span), 0.9) for span in spans)
    assert not new.narrated.strip()
    assert silent.narrated == silent.text
    assert fitting("Who said that nothing but the price is new?", [silent, new]) == [new]


def test_the_age_of_another_person_is_not_the_one_asked_for() -> None:
    told = "His brother Damian, 29, told Judge Renata Holt that he had slept."
    assert not has_kind("How old is Judge Renata Holt?", told)
    assert has_kind("How old is Damian?", told)
    assert has_kind("How old is the brother of Renata Holt?", told)
    assert has_kind("How old is Renata Holt?", "Holt, 51, had slept.")


def test_of_somebodys_words_those_about_the_matter_that_name_this_one_fit() -> None:
    strike = whole("Anna Holt called on both sides of the strike to talk.")
    other = whole("The union said that the strike would go on.")
    flood = whole("Anna Holt said that the flood had cost her a boat.")
    asked = "What did Anna Holt say about the strike?"
    assert fitting(asked, [flood, other, strike]) == [strike]
    assert fitting(asked, [flood, other]) == [other]
    assert fitting("What did Anna Holt say?", [flood, other, strike]) == [flood, strike]
    boss, chief = whole("The union boss said that it was over."), replace(whole("The chief said no."), score=0.1)
    assert fitting("What did the chief say?", [boss, chief]) == [boss, chief]  # the boss may be the chief
    assert fitting("What did the chief say?", [replace(boss, score=0.4), chief]) == [chief]


@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [
        ("Who was hurt when the rocket exploded?", "Nobody was hurt, the police said.", True),
        ("How many people died of measles?", "No one died.", True),
        ("Who was hurt when the rocket exploded?", "Nobody was hurt in the fire.", False),
        ("Who was hurt when the rocket exploded?", "Nobody knew who was hurt.", False),
        ("When did they die?", "Nobody died.", False),
    ],
)
def test_nobody_answers_what_is_asked_in_words_of_the_question(question: str, text: str, answers: bool) -> None:
    assert nobody_did(question, text) is answers


@pytest.mark.parametrize(
    ("question", "latest"),
    [
        ("What was the final toll?", True),
        ("How many homes were flooded in the end?", True),
        ("Who refused to sign the final text?", False),
        ("Who runs the bank now?", True),
        ("How many people in all fell ill?", True),
        ("What has it cost to date?", True),
        ("How many animals fell ill altogether?", True),
        ("How many people in all three towns fell ill?", False),
        ("Who runs the bank now that Holm has gone?", False),
    ],
)
def test_a_final_text_is_not_the_latest_word(question: str, latest: bool) -> None:
    assert asks_latest(question) is latest


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("In which villages were roads cut?", True),
        ("for which goods do duties fall away", True),
        ("Can you name the paintings that were stolen?", True),
        ("Which of the bank's ships were seized?", True),
        ("Where can residents get sandbags?", True),
        ("What exactly do the drivers want?", True),
        ("In which village was the road cut?", False),
        ("Which of the two banks is older?", False),
        ("Where did they meet?", False),
    ],
)
def test_a_question_may_want_several_things(question: str, several: bool) -> None:
    assert asks_several(question) is several

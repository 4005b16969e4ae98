"""A draft, read again by the LLM: does it answer the question, does each claim belong, do its quotes say it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import islice

from langchain_core.messages import BaseMessage

from qa import kinds, premise, prompt, stance, verify
from qa.answer import Evidence
from qa.carry import Carried, requoted, speaker, with_context
from qa.claims import Draft, quotes_of
from qa.facts import dates, known_names, names, plain_stems
from qa.when import dated
from qa.words import PEOPLES, points_back, stems

TO_THE_POINT = 0.35  # the LLM's probability that quotes answer, below which others are shown without them
NOBODY = 0.8  # that of quotes which say that nobody did it, which a small model takes for no answer
SAID = 0.5  # its probability that quotes say what a claim says, below which they speak for themselves
HARDLY = 0.5  # that of a quote in place of a claim, below which it must not lean on what it is read with
DOUBTFUL = 0.6  # probability that a quote in place of a claim answers, below which the LLM reads others
REFUTED = 0.9  # the same where its quotes do not say what the claim says
SURELY = 0.55  # of a quote or of what the LLM had in mind, from which it is the answer
BETTER, BY = 0.66, 0.1  # the same of one of the others, and by how much it must be more probable ...
CLEAR = 0.9  # ... but for one of this relevance where the quotes do not answer at all
RELEVANT, ON_MATTER = 0.1, 1 / 3  # of what is read then: relevance, and share of the question's words in or before it
MOST_READ = 4  # sentences read then at most
GRANTED = 0.41  # mean of that of an answer and of a yes to what the question takes for granted, below which it is none
HAPPENED = 0.6  # the latter probability, from which it makes up for the former
SURE_BESIDE = 0.9  # confidence in a quote beside a first claim that does not answer, from which it takes its place


@dataclass(frozen=True, slots=True)
class Judge:
    """Reads what was drafted for a question; ``yes`` gives the LLM's probability of a yes to messages."""

    question: str
    sentences: Sequence[Evidence]
    yes: Callable[[list[BaseMessage]], float]
    _known: dict[str, float] = field(default_factory=dict, init=False, repr=False)

    def likely(self, quote: Evidence) -> float:
        """Return the LLM's probability in [0, 1] that one quote answers the question."""
        return self._likely((quote,))

    def surely(self, quotes: tuple[Evidence, ...]) -> bool:
        """Tell whether quotes leave no doubt that they answer the question."""
        return self._likely(quotes) >= SURELY

    def weigh(self, draft: Draft, least: float) -> tuple[Draft, float]:
        """Return the draft and the probability in [0, 1] that it answers.

        Below ``least``, quotes beside the first claims that answer surely take the place of these. Where a quote
        stands in for what the LLM wrote, that one's own does if it answers better. Where such a quote hardly answers,
        the LLM's sentence is not what its quotes say, or nothing answers, a sentence does that answers better. A quote
        that leans on what it is read with counts by itself. Of what hardly answers a question of when or why, it
        counts too whether it says what this takes for granted: that it happened.
        """
        draft, sure = self._weighed(draft, least)
        return draft, self._with_granted(draft, sure, least)

    def _weighed(self, draft: Draft, least: float) -> tuple[Draft, float]:
        draft = self._requoted(draft)
        sure = self._confidence(draft.answering)
        refuted = not (draft.replaced or draft.stated) and not all(self._said(claim) for claim in draft.alone.claims)
        if sure < least or draft.replaced or refuted:
            better = self._meant(draft, least) or self._better(draft, least, REFUTED if refuted else DOUBTFUL)
            if better:
                told = replace(draft, claims=(Carried(better[0].text, better),), answering=better)
                return told, self._confidence(better)
        if sure >= least and self._leans(draft):
            sure = self._confidence(draft.answering, self._alone(draft.answering[0]))
        if sure >= least:
            return draft, sure
        rated = {claim: self._confidence(claim.quotes) for claim in draft.beside}
        kept = sorted((claim for claim in rated if rated[claim] >= SURE_BESIDE), key=lambda claim: -rated[claim])
        if not kept:
            return draft, sure
        return replace(draft, claims=tuple(kept), answering=quotes_of(kept)), rated[kept[0]]

    def settle(self, draft: Draft, told: Set[tuple[str, int, int]] = frozenset()) -> Draft:
        """Return a draft that answers as it is shown: both sides of a conflict, or the claims to the point; checked.

        Claims whose quotes, article and offsets, all were ``told`` before are left out where others answer.
        """
        if not draft.stated:
            draft = self._with_sides(draft)
        if not draft.stated:
            draft = draft.alone if kinds.asks_yes_no(self.question) else draft
            draft = replace(draft, claims=self._to_the_point(draft.claims, told))
        draft = self._checked(draft)
        spoken = (item for claim in draft.claims for item in (*speaker(claim, self.question, self.sentences), claim))
        return replace(draft, claims=tuple(dict.fromkeys(spoken)))

    def _with_sides(self, draft: Draft) -> Draft:
        """Return a draft with what says yes and what says no, where one of its quotes says either."""
        stated = stance.find(self.question, draft.quotes, self._stance)
        if not stated:
            beside = stance.beside(self.question, draft.quotes, self.sentences)
            stated = stance.find(self.question, (*draft.quotes, *beside), self._stance)
        if not any(item.quote in draft.quotes for item in stated):
            return draft
        more = (Carried(item.quote.text, (item.quote,)) for item in stated if item.quote not in draft.quotes)
        return replace(draft, stated=stated, claims=(*draft.claims, *more))

    def _requoted(self, draft: Draft) -> Draft:
        """Return a draft whose first claims each have another quote where theirs is found not to say it, and one does.

        So "she was elected director" is quoted from "was elected", not from "will be the next director".
        """
        first = draft.alone.claims
        told = [self._quoted_anew(item) if item.written and not self._said(item) else item for item in first]
        if draft.replaced or draft.stated or told == list(first):
            return draft
        anew = dict(zip(first, told, strict=True))
        claims = tuple(anew.get(claim, claim) for claim in draft.claims)
        return replace(draft, claims=claims, answering=quotes_of(told))

    def _quoted_anew(self, claim: Carried) -> Carried:
        able = islice(requoted(claim, self.question, self.sentences), MOST_READ)
        return next((other for other in able if self._said(other)), claim)

    def _with_granted(self, draft: Draft, sure: float, least: float) -> float:
        """Return how probably a draft answers, with whether its quotes say that what is asked about happened at all.

        Where they hardly answer, and neither they nor what their article was found by says that, it does not; where it
        is not sure enough, that they say it may make it so.
        """
        event, quotes = premise.granted(self.question), draft.answering
        if event is None or not quotes or (sure >= least and self.surely(quotes)):
            return sure
        happened = self._stance(event, " ".join(quote.text for quote in self._read(quotes)))
        both = (self._likely(quotes) + happened) / 2
        if both < GRANTED:
            first = self._first_of(quotes[0])  # "cases have been found": under which headline?
            told = first not in quotes and (self._likely(quotes) + self._stance(event, first.text)) / 2 >= GRANTED
            return sure if told else 0.0
        if sure >= least or happened < HAPPENED or self._leans(draft):
            return sure
        return max(sure, self._confidence(quotes, both))

    def _first_of(self, quote: Evidence) -> Evidence:
        """Return the most relevant sentence of a quote's article."""
        return max(
            (item for item in self.sentences if item.article.id == quote.article.id),
            key=lambda item: item.score,
            default=quote,
        )

    def _leans(self, draft: Draft) -> bool:
        """Tell whether a quote in place of the LLM's words hardly answers, half of that by what it is read with."""
        own = self._own(draft)
        if draft.stated or not draft.replaced or own >= HARDLY or self._read(draft.answering) == draft.answering:
            return False
        return self._alone(draft.answering[0]) <= own / 2

    def _confidence(self, quotes: tuple[Evidence, ...], judged: float | None = None) -> float:
        asked = premise.otherwise(self.question, quotes)
        if not quotes or premise.unfounded(asked, quotes):
            return 0.0
        known = known_names([*(quote.text for quote in quotes), asked])
        signals = verify.Signals(
            self._likely(quotes) if judged is None else judged,
            verify.names_around(asked, quotes, known),
            float(kinds.has_kind(asked, " ".join(quote.text for quote in quotes), known)),
        )
        return verify.confidence(signals)

    def _meant(self, draft: Draft, least: float) -> tuple[Evidence, ...]:
        """Return the best of the sentences that the LLM's words come from, if it answers better than the draft."""
        meant = dict.fromkeys(item for claim in draft.claims for item in claim.meant)
        return () if draft.stated else self._best(meant, draft, lambda _: max(SURELY, self._own(draft) + BY), least)

    def _better(self, draft: Draft, least: float, doubtful: float) -> tuple[Evidence, ...]:
        """Return the sentence that answers best, where the draft's quotes do less than ``doubtful``; none otherwise.

        None either in place of a clearly relevant one for yes or no: a small model finds that a denial half answers.
        """
        own = self._own(draft)
        if draft.stated or own >= doubtful:
            return ()
        if kinds.asks_yes_no(self.question) and own >= TO_THE_POINT and draft.answering[0].score >= CLEAR:
            return ()
        asked = names(self.question)
        matter, countries = plain_stems(self.question, asked), asked & PEOPLES
        counts = kinds.asks_one_value(self.question)
        able = (
            item
            for item in self.sentences
            if self._relevance(item) >= RELEVANT
            and countries <= names(item.text)
            and len(matter & stems(item.context)) >= ON_MATTER * len(matter)
        )

        def likely(item: Evidence) -> float:
            if draft.replaced and not counts and item.score > draft.answering[0].score:
                return max(SURELY, own)  # the more relevant of two that answer as well; a number may count others
            return SURELY if own < TO_THE_POINT and item.score >= CLEAR else max(BETTER, own + BY)

        return self._best(able, draft, likely, least)

    def _best(
        self, items: Iterable[Evidence], draft: Draft, likely: Callable[[Evidence], float], least: float
    ) -> tuple[Evidence, ...]:
        """Return the one of the first sentences with what is asked for that answers best, if it does so ``likely``.

        One that is read with what the draft quotes, which may answer in its place, must answer by itself, better than
        that does.
        """
        written = any(claim.written for claim in draft.alone.claims)
        alone = max(SURELY if written else TO_THE_POINT, self._own(draft))
        fit = kinds.fitting(self.question, self.sentences)
        able = (
            item
            for item in items
            if item in fit
            and item not in draft.answering
            and not premise.unfounded(self.question, (item,))
            and not (set(self._read((item,))) & set(draft.answering) and self._alone(item) < alone)
        )
        rated = {item: self._likely((item,)) for item in islice(able, MOST_READ)}
        best = max(rated, key=lambda item: rated[item], default=None)
        if best is None or rated[best] < likely(best) or self._confidence((best,)) < least:
            return ()
        best = max((item for item in self._read((best,)) if item == best or item in fit), key=self._by_itself(best))
        by_itself = best.score >= CLEAR or self._read((best,)) == (best,) or self._alone(best) >= TO_THE_POINT
        return (best,) if by_itself else ()

    def _by_itself(self, quote: Evidence) -> Callable[[Evidence], float]:
        """Return how to rate a quote and what it is read with: by how they answer alone, the latter with less."""
        return lambda item: self._alone(item) - (0 if item == quote else BY)

    def _own(self, draft: Draft) -> float:
        """Return the LLM's probability that the quotes of a draft's first claims answer."""
        return self._likely(draft.answering) if draft.answering else 0.0

    def _alone(self, item: Evidence) -> float:
        """Return the LLM's probability that a sentence answers without what it is read with."""
        return self._ask(prompt.judge_messages(self.question, self._text((item,))))

    def _text(self, quotes: Sequence[Evidence]) -> str:
        """Return the text of quotes; where the question has a date, with that of each weekday: "Friday (1 May)"."""
        if not dates(self.question):
            return " ".join(quote.text for quote in quotes)
        return " ".join(dated(quote.text, quote.article.published) for quote in quotes)

    def _read(self, quotes: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Return quotes with what they are read with."""
        return with_context(self.question, quotes, self.sentences)

    def _relevance(self, item: Evidence) -> float:
        """Return a sentence's relevance or, where it opens with "One is", that of the one it points back to if more."""
        read = self._read((item,)) if points_back(item.text) else (item,)
        return max(other.score for other in read if other == item or item.follows(other))

    def _likely(self, quotes: tuple[Evidence, ...]) -> float:
        """Return the LLM's probability that quotes answer the question; a denial it overlooks is put to it again."""
        told = " ".join(quote.text for quote in quotes)
        if kinds.nobody_did(self.question, told):
            return NOBODY
        asked = premise.otherwise(self.question, quotes)
        sure = self._ask(prompt.judge_messages(asked, self._text(with_context(asked, quotes, self.sentences))))
        if sure >= TO_THE_POINT or not stance.may_deny(asked, quotes):
            return sure
        return max(sure, 1 - self._stance(asked, told))

    def _to_the_point(
        self, claims: tuple[Carried, ...], told: Set[tuple[str, int, int]] = frozenset()
    ) -> tuple[Carried, ...]:
        """Return of several claims those whose quotes answer, where some do, and were not all told before."""
        if len(claims) == 1:
            return claims
        able = tuple(claim for claim in claims if self._likely(claim.quotes) >= TO_THE_POINT)
        new = tuple(
            claim for claim in able if any((item.article.id, item.start, item.end) not in told for item in claim.quotes)
        )
        return new or able or claims

    def _checked(self, draft: Draft) -> Draft:
        """Put in place of each claim that its quotes are found not to say, read beside them, these quotes."""
        checked = ((claim,) if self._said(claim) else self._to_the_point(claim.told) for claim in draft.claims)
        return replace(draft, claims=tuple(dict.fromkeys(own for claims in checked for own in claims)))

    def _said(self, claim: Carried) -> bool:
        """Tell whether the LLM finds that quotes say what their claim says."""
        told = " ".join(quote.text for quote in self._read(claim.quotes))
        named = verify.sources_named(claim.text, claim.quotes)  # of a local paper: "the port" is that of its town
        told = f"({', '.join(named)}) {told}" if named else told
        return claim.verbatim or self._ask(prompt.check_messages(claim.text, told)) >= SAID

    def _stance(self, asked: str, text: str) -> float:
        return self._ask(prompt.stance_messages(asked, text))

    def _ask(self, messages: list[BaseMessage]) -> float:
        """Ask the LLM, once for the same."""
        asked = str(messages[-1].text)
        if asked not in self._known:
            self._known[asked] = self.yes(messages)
        return self._known[asked]

"""Crises: the story, the question to the viewer, the answers, what followed."""

from collections.abc import Iterable
from dataclasses import dataclass

from game.engine.entries import Crisis
from game.engine.phases import ROUND
from game.finding import first
from game.web.present.run import Mark
from game.web.present.sources import Cited, cited
from game.web.present.stage import Clock, Party, Stage


@dataclass(frozen=True)
class Question:
    """What the viewing delegation is asked; ``chosen`` is the id of its answer so far."""

    prompt: str
    answers: tuple[tuple[str, str], ...]
    chosen: str | None
    default: str

    @property
    def chosen_text(self) -> str | None:
        """The words of the answer so far."""
        return dict(self.answers).get(self.chosen or "")


@dataclass(frozen=True)
class GivenAnswer:
    """What a delegation decided; ``by_default`` where it said nothing in time."""

    delegation: Party
    text: str
    by_default: bool


@dataclass(frozen=True)
class CrisisCard:
    """A card that has fallen, as pages show it; ``kind`` is what the news flash calls it.

    ``told`` is what the viewing delegation reads beside the story; a ``private`` card is known to
    it and to few others.
    """

    id: str
    headline: str
    body: str
    told: str
    precedent: str
    sources: tuple[Cited, ...]
    time: str
    round: int
    private: bool
    settled: bool
    asked: tuple[Mark, ...]
    question: Question | None
    clock: Clock
    answers: tuple[GivenAnswer, ...]
    consequences: tuple[str, ...]
    kind: str = "crisis"

    @property
    def awaits_us(self) -> bool:
        """Whether the viewing delegation is asked and has not answered."""
        return not self.settled and self.question is not None and self.question.chosen is None


def settled_now(stage: Stage, cards: Iterable[CrisisCard]) -> list[CrisisCard]:
    """The cards that were settled in the round that is played; after it the news keep them."""
    step = stage.view.phase.step
    return [
        card for card in cards if card.settled and step.phase in ROUND and card.round == step.round
    ]


def crises(stage: Stage) -> tuple[CrisisCard, ...]:
    """All cards that have fallen, newest first."""
    fallen = tuple(stage.view.crises.values())
    return tuple(crisis_card(stage, crisis) for crisis in reversed(fallen))


def crisis_card(stage: Stage, crisis: Crisis) -> CrisisCard:
    """One card, with as much of the answers as the viewer may know."""
    text = stage.texts.injects[crisis.inject]
    return CrisisCard(
        id=crisis.inject,
        headline=text.headline,
        body=text.body,
        told=text.told.get(stage.viewer.delegation or "", ""),
        precedent=text.precedent,
        sources=cited(stage.structure, stage.structure.inject(crisis.inject).sources),
        time=stage.time(crisis.at),
        round=crisis.round,
        private=crisis.private,
        settled=crisis.settled,
        asked=tuple(Mark(stage.party(d), d in crisis.answers) for d in crisis.asked),
        question=_question(stage, crisis),
        clock=stage.clock(
            None if crisis.settled else crisis.deadline,
            stage.view.setup.timings.decision,
            stage.word("clocks", "crisis"),
        ),
        answers=tuple(
            GivenAnswer(stage.party(d), text.decisions[d].answers[answer], d in crisis.defaulted)
            for d, answer in crisis.answers.items()
        ),
        consequences=tuple(text.consequences[c] for c in crisis.consequences),
    )


def _question(stage: Stage, crisis: Crisis) -> Question | None:
    own = stage.viewer.delegation
    if own is None or own not in crisis.asked:
        return None
    text = stage.texts.injects[crisis.inject].decisions[own]
    card = stage.structure.inject(crisis.inject)
    decision = first((d for d in card.decisions if d.delegation == own), card.id)
    return Question(
        prompt=text.prompt,
        answers=tuple((answer, text.answers[answer]) for answer in decision.answers),
        chosen=crisis.answers.get(own),
        default=text.answers[decision.default],
    )

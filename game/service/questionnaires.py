"""The questionnaires: who may answer when, and what was answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from game.engine.phases import PhaseName
from game.report import asking
from game.service.conferences import Participant
from game.service.problems import Problem
from game.service.tables import Tables
from game.store.answers import Answer, Answers

__all__ = ["Answer", "Questionnaires"]


@dataclass
class Questionnaires:
    """Optional for every delegate; observers are not asked. Nobody waits for an answer."""

    answers: Answers
    tables: Tables
    clock: Callable[[], float]

    def is_open(self, person: Participant, form: asking.Form) -> bool:
        """Whether the participant can answer: before the talks begin, or when they have ended."""
        if person.observer:
            return False
        if person.table_id is None:
            return form == "before"
        state = self.tables.state(person.table_id)
        if form == "before":
            return state.name in (PhaseName.LOBBY, PhaseName.BRIEFING)
        return state.over

    def save(self, person: Participant, form: asking.Form, sent: Mapping[str, str]) -> None:
        """Keep what the participant sent in the place of their former answers to that form."""
        if person.observer:
            raise Problem("observer_questionnaire")
        if not self.is_open(person, form):
            raise Problem("questionnaire_closed")
        self.answers.save(person.id, form, asking.read(form, sent), self.clock())

    def own(self, person: Participant, form: asking.Form) -> dict[str, int | str]:
        """What the participant answered, by item."""
        return {
            answer.item: answer.rating if answer.rating is not None else answer.words or ""
            for answer in self.answers.of_participant(person.id)
            if answer.form == form
        }

    def of_conference(self, conference_id: int) -> tuple[Answer, ...]:
        """Everything that the conference's people answered."""
        return self.answers.of_conference(conference_id)

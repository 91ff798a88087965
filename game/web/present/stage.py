"""A view with everything that is needed to put it into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts import COMMANDS
from game.engine.changes import replace
from game.engine.may import may
from game.engine.phases import PhaseName
from game.engine.possible import Possible, possible_for
from game.engine.refusals import Refused
from game.engine.state import TableState
from game.engine.views import Viewer, ViewerKind, seen_by
from game.messages import sentence, words
from game.records.showing import Party as Party
from game.scenario.model import DelegationId, IssueId, OptionId, Structure
from game.scenario.texts import Texts
from game.web.hall import Hall
from game.web.language import of_conference
from game.web.present.moments import Moment

#: From this length of a phase on (seconds), a time of day alone would be ambiguous.
_LONG_PHASE = 12 * 3600


@dataclass(frozen=True)
class Clock:
    """Time left until ``deadline_ms`` (milliseconds since the epoch); a pause holds it."""

    remaining_seconds: int | None
    total_seconds: int
    deadline_ms: int | None
    paused: bool
    label: str | None = None


@dataclass(frozen=True)
class Stage:
    """What a viewer sees of a table, the scenario's words for it, and people's names by public id.

    ``now`` is when the page is made: nothing but the clocks' remaining time depends on it.
    ``possible`` is what the viewing delegation could do; nothing for a viewer who has none.
    In a ``practice`` one person sits among machines, and no teacher; ``alone`` says that no
    delegation has a second member; ``hints`` may be asked for where the house rules say so.
    """

    viewer: Viewer
    view: TableState
    structure: Structure
    texts: Texts
    names: Mapping[str, str]
    now: float
    language: str = "en"
    possible: Possible = field(default_factory=Possible)
    practice: bool = False
    alone: bool = False
    hints: bool = False
    closed: bool = False

    @property
    def own(self) -> DelegationId:
        """The viewing delegation. ValueError for a viewer who belongs to none."""
        delegation = self.viewer.delegation
        if delegation is None:
            raise ValueError("this viewer belongs to no delegation")
        return delegation

    @cached_property
    def _parties(self) -> Mapping[DelegationId, Party]:
        return {
            delegation.id: Party(
                delegation.id,
                self.texts.delegations[delegation.id].name,
                self.texts.delegations[delegation.id].short,
                delegation.flag,
                self.texts.delegations[delegation.id].formal,
            )
            for delegation in self.structure.delegations
        }

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """All delegations in seating order."""
        return tuple(self._parties[id_] for id_ in self.view.setup.delegations)

    def party(self, id_: DelegationId) -> Party:
        """The delegation with that id."""
        return self._parties[id_]

    @property
    def me(self) -> Party:
        """The viewing delegation."""
        return self.party(self.own)

    @property
    def step(self) -> str:
        """How a command names the present step."""
        return self.view.phase.step.tag

    @property
    def phase(self) -> str:
        """The present phase's id."""
        return self.view.phase.step.phase.value

    @property
    def in_lobby(self) -> bool:
        """Whether the talks have not begun."""
        return self.view.name is PhaseName.LOBBY

    @property
    def reading(self) -> bool:
        """Whether the delegations read their briefs."""
        return self.view.name is PhaseName.BRIEFING

    @property
    def signing(self) -> bool:
        """Whether it is decided who signs the joint text."""
        return self.view.name is PhaseName.RATIFICATION

    @property
    def paused(self) -> bool:
        """Whether the clock stands still."""
        return self.closed or self.view.paused_at is not None

    @property
    def over(self) -> bool:
        """Whether the talks have ended."""
        return self.view.ending is not None

    def word(self, group: str, id_: str) -> str:
        """The house's word for an id, or the id where it has none."""
        return words(group, self.language).get(id_, id_)

    def refusal(self, refused: Refused | None) -> str | None:
        """Why something cannot be done now, in words; None where it can."""
        if refused is None:
            return None
        return sentence(refused.code, refused.details, self.language)

    @cached_property
    def _actor(self) -> Actor:
        own = self.viewer.delegation
        return INSTRUCTOR if own is None else Actor(Role.HEAD, own)

    def why_not(self, kind: str) -> str | None:
        """Why no command of that kind can be sent now, in words; None where one can.

        A delegation's page is one for all its members: it is asked for whoever may most.
        """
        if self.viewer.kind is ViewerKind.PUBLIC:
            return sentence("observer", language=self.language)
        if self.closed:
            return sentence("other_version", language=self.language)
        return self.refusal(may(self.structure, self.view, self._actor, COMMANDS[kind]))

    def may(self, kind: str) -> bool:
        """Whether a command of that kind can be sent now."""
        return self.why_not(kind) is None

    def offers(self, kind: str) -> bool:
        """Whether such a command can be sent now, or when the clock runs on.

        Its form stays on the page meanwhile, since what has been typed into it would be lost.
        """
        if self.viewer.kind is ViewerKind.PUBLIC or self.closed:
            return False
        running = replace(self.view, paused_at=None)
        return may(self.structure, running, self._actor, COMMANDS[kind]) is None

    def time_for(self, kind: str) -> bool:
        """Whether the present phase is one in which such commands are sent."""
        gate = COMMANDS[kind].gate
        return gate is not None and self.view.phase.step.phase in gate.phases

    def is_away(self, delegation: DelegationId) -> bool:
        """Whether that delegation has walked out."""
        return delegation in self.view.away

    def name(self, participant_id: str | None) -> str:
        """Somebody's name; empty for the machine and for people who were removed."""
        return self.names.get(participant_id or "", "")

    def issue(self, id_: IssueId) -> str:
        """An issue's title."""
        return self.texts.issues[id_].title

    def option(self, issue: IssueId, option: OptionId) -> str:
        """An option's short name."""
        return self.texts.issues[issue].options[option].label

    def standing_text(self) -> dict[IssueId, OptionId]:
        """The joint text as a package: initialled clauses only."""
        return {issue: clause.option for issue, clause in self.view.text.items()}

    def in_force(self) -> dict[IssueId, OptionId]:
        """What holds on every issue of the agenda if the joint text is left as it is."""
        return {**self.structure.silent_package(self.view.setup.agenda), **self.standing_text()}

    def clock(self, deadline: float | None, total: float, label: str | None = None) -> Clock:
        """A clock that runs to the deadline, held by a pause."""
        start = self.now if self.view.paused_at is None else self.view.paused_at
        return Clock(
            remaining_seconds=None if deadline is None else max(0, round(deadline - start)),
            total_seconds=max(1, round(total)),
            deadline_ms=None if deadline is None or self.paused else round(deadline * 1000),
            paused=self.paused,
            label=label,
        )

    def time(self, at: float) -> Moment:
        """A moment as people write it."""
        return Moment(at, with_day=self.view.setup.timings.drafting >= _LONG_PHASE)


def stage_for(hall: Hall, table_id: int, viewer: Viewer) -> Stage:
    """What the viewer may know of the table, ready to be put into words. KeyError if unknown."""
    view = seen_by(hall.tables.state(table_id), viewer)
    scenario = hall.tables.scenario_of(table_id)
    record = hall.conferences.table(table_id)
    if record is None:
        raise KeyError(table_id)
    conference = hall.conferences.get(record.conference_id)
    language = conference.language
    of_conference(language)
    return Stage(
        viewer=viewer,
        view=view,
        structure=scenario.structure,
        texts=scenario.text(language),
        names=hall.conferences.names(record.conference_id),
        now=hall.tables.clock(),
        language=language,
        possible=(
            possible_for(scenario.structure, view, viewer.delegation)
            if viewer.delegation is not None
            else Possible()
        ),
        practice=hall.practices.here(conference.id),
        alone=conference.seats_per_delegation == 1,
        hints=conference.rules.hints,
        closed=hall.tables.edition(table_id) == "other_rules",
    )

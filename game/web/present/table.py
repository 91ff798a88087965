"""The parts that every page of a table shows: phase, clock, indicators, text, votes, news."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from game.engine.phases import ROUND, PhaseName
from game.engine.results import Appraisal, Result, appraise
from game.engine.views import CrisisView, ProposalView, TableView
from game.scenario.model import DelegationId, Package
from game.scenario.texts import Scenario, Texts
from game.web.hall import hall

#: Within this many points of the reservation value a package counts as near it.
NEAR = 100


@dataclass
class Shown:
    """A view with its scenario's words: what the templates take everything from."""

    view: TableView
    scenario: Scenario
    texts: Texts
    names: Mapping[str, str]
    now: float

    @property
    def own(self) -> DelegationId:
        """The viewing delegation's id, empty for other viewers."""
        return self.view.viewer.delegation or ""

    @property
    def step(self) -> str:
        """The tag of the step, for commands."""
        return self.view.phase.step.tag

    @property
    def phase_name(self) -> str:
        """The phase's id."""
        return self.view.phase.step.phase.value

    @property
    def paused(self) -> bool:
        """Whether the clock stands still."""
        return self.view.paused_at is not None

    def delegation(self, id_: DelegationId) -> Any:
        """A delegation as the pieces want it."""
        text = self.texts.delegations[id_]
        flag = self.scenario.structure.delegation(id_).flag
        return SimpleNamespace(id=id_, name=text.name, short=text.short, flag=flag)

    @property
    def delegations(self) -> list[Any]:
        """All of them in seating order."""
        return [self.delegation(id_) for id_ in self.view.setup.delegations]

    def clock_until(self, deadline: float | None, total: float) -> Any:
        """A clock that runs to the deadline; a pause holds it."""
        start = self.now if self.view.paused_at is None else self.view.paused_at
        left = None if deadline is None else max(0, round(deadline - start))
        return SimpleNamespace(
            deadline_ms=None if deadline is None or self.paused else round(deadline * 1000),
            total_seconds=round(total),
            remaining_seconds=left,
            paused=self.paused,
            label="",
        )

    @property
    def clock(self) -> Any:
        """The phase's clock."""
        phase = self.view.phase
        total = (phase.deadline or phase.opened_at) - phase.opened_at
        return self.clock_until(phase.deadline, total)

    def meters(self) -> list[Any]:
        """The indicators with their words and their last move."""
        shown = []
        for indicator in self.scenario.structure.indicators:
            value = self.view.indicators[indicator.id]
            text = self.texts.indicators[indicator.id]
            moves = [c for c in self.view.course if c.indicator == indicator.id]
            last = moves[-1].after - moves[-1].before if moves else 0
            shown.append(
                SimpleNamespace(
                    id=indicator.id,
                    name=text.name,
                    value=value,
                    minimum=indicator.minimum,
                    maximum=indicator.maximum,
                    word=text.bands[indicator.band(value)],
                    trend=(last > 0) - (last < 0),
                    bad=indicator.high_is_bad,
                )
            )
        return shown

    def steps(self) -> list[Any]:
        """The phases of the strip, ids with their state; the template has the words."""
        order = [PhaseName.BRIEFING, *ROUND, PhaseName.RATIFICATION, PhaseName.DEBRIEF]
        here = self.view.phase.step.phase
        place = order.index(here) if here in order else -1
        return [
            SimpleNamespace(
                id=phase.value, state="now" if n == place else "done" if n < place else "next"
            )
            for n, phase in enumerate(order)
        ]

    # --- the joint text ---

    def articles(self) -> list[Any]:
        """The initialled clauses, in the agenda's order."""
        found: list[Any] = []
        for issue in self.view.setup.agenda:
            clause = self.view.text.get(issue)
            if clause is None:
                continue
            text = self.texts.issues[issue]
            option = text.options[clause.option]
            accepted = next(p for p in self.view.proposals if p.id == clause.proposal)
            found.append(
                SimpleNamespace(
                    number=len(found) + 1,
                    title=text.title,
                    prose=option.clause,
                    label=option.label,
                    state="initialled",
                    initials=[
                        SimpleNamespace(delegation=d, done=accepted.ballots.get(d.id) == "accept")
                        for d in self.delegations
                    ],
                    worth=None,
                )
            )
        return found

    def open_issues(self) -> list[str]:
        """Titles of the issues on which the text is silent."""
        agenda = self.view.setup.agenda
        return [self.texts.issues[i].title for i in agenda if i not in self.view.text]

    def clauses_of(self, package: Package) -> list[Any]:
        """A package's clauses with their words."""
        return [
            SimpleNamespace(
                title=self.texts.issues[issue].title,
                label=self.texts.issues[issue].options[option].label,
                prose=self.texts.issues[issue].options[option].clause,
            )
            for issue, option in package.items()
        ]

    def proposals(self, *, is_open: bool) -> list[Any]:
        """Proposals with their roll-calls, newest first."""
        return [
            self._proposal(p)
            for p in reversed(self.view.proposals)
            if (p.status == "open") == is_open
        ]

    def _proposal(self, proposal: ProposalView) -> Any:
        own = self.own
        return SimpleNamespace(
            id=proposal.id,
            author=self.delegation(proposal.delegation),
            mine=proposal.delegation == own,
            note=proposal.note,
            clauses=self.clauses_of(proposal.package),
            status=proposal.status,
            clock=self.clock_until(proposal.deadline, proposal.deadline - proposal.at),
            my_ballot=proposal.ballots.get(own),
            worth=self.worth(own, {**self.text_package(), **proposal.package}) if own else None,
            states=[
                (d, self._ballot_state(proposal, d.id), d.id == proposal.delegation)
                for d in self.delegations
            ],
        )

    @staticmethod
    def _ballot_state(proposal: ProposalView, delegation: DelegationId) -> str:
        known = proposal.ballots.get(delegation)
        if known is not None:
            return known
        return "cast" if delegation in proposal.received else "waiting"

    def text_package(self) -> dict[str, str]:
        """The joint text as a package."""
        return {issue: clause.option for issue, clause in self.view.text.items()}

    def appraise(self, delegation: DelegationId, package: Package) -> Appraisal:
        """What a text is worth to a delegation."""
        return appraise(self.scenario.structure, self.view.setup.agenda, delegation, package)

    def worth(self, delegation: DelegationId, package: Package) -> Any:
        """A worth bar for that text: the delegation's own eyes only."""
        appraisal = self.appraise(delegation, package)
        red = self.texts.red_lines.get(delegation, {})
        return worth_bar_of(appraisal.result, [red[line] for line in appraisal.crossed])

    # --- crises and news ---

    def crises(self, *, is_open: bool) -> list[Any]:
        """The crises with their words, newest first."""
        return [self._crisis(c) for c in reversed(self.view.crises) if c.settled is not is_open]

    def _crisis(self, crisis: CrisisView) -> Any:
        text = self.texts.injects[crisis.inject]
        own = text.decisions.get(self.own)
        total = self.view.setup.timings.decision
        return SimpleNamespace(
            id=crisis.inject,
            kind="crisis",
            headline=text.headline,
            body=text.body,
            precedent=text.precedent,
            asked=[self.delegation(d) for d in crisis.asked],
            question=own,
            answered=crisis.answers.get(self.own),
            clock=self.clock_until(crisis.deadline, total) if not crisis.settled else None,
            answers=[
                (
                    self.delegation(d),
                    text.decisions[d].answers[answer],
                    d in crisis.defaulted,
                )
                for d, answer in crisis.answers.items()
            ],
            consequences=[text.consequences[c] for c in crisis.consequences],
        )

    def news(self) -> list[Any]:
        """Everything public that happened, newest first: (time, kind, details)."""
        items: list[tuple[float, str, Any]] = []
        items += [(n.at, n.kind, self._note_details(n.kind, n.ref)) for n in self.view.notes]
        items += [(s.at, "chair", s.text) for s in self.view.statements if s.delegation is None]
        ordered = sorted(items, key=lambda item: item[0], reverse=True)
        return [SimpleNamespace(at=time_of(at), kind=kind, what=what) for at, kind, what in ordered]

    def _note_details(self, kind: str, ref: str) -> Any:
        if kind in ("proposal_tabled", "proposal_withdrawn", "roll_call_closed"):
            proposal = next(p for p in self.view.proposals if p.id == ref)
            return self._proposal(proposal)
        if kind in ("inject_fell", "inject_settled"):
            return next(self._crisis(c) for c in self.view.crises if c.inject == ref)
        if kind == "meeting_opened":
            return [self.delegation(d) for d in ref.split("+")]
        return ref


def worth_bar_of(result: Result, crossed: list[str]) -> Any:
    """A result as the worth bar shows it: whole points out of 100."""
    total, reservation = result.sheet.total, result.reservation
    verdict = "above" if total > reservation + NEAR else "below"
    if abs(total - reservation) <= NEAR:
        verdict = "near"
    return SimpleNamespace(
        score=round(total / 100, 1),
        reservation=round(reservation / 100, 1),
        best=None if result.best is None else round(result.best / 100, 1),
        verdict=verdict,
        verdict_text="",
        crossed=crossed,
    )


def time_of(at: float) -> str:
    """Hours and minutes of the server's day."""
    return time.strftime("%H:%M", time.localtime(at))


def shown(view: TableView, table_id: int) -> Shown:
    """The view of that table with its words."""
    house = hall()
    scenario = house.tables.scenario_of(table_id)
    record = house.conferences.table(table_id)
    names = house.conferences.names(record.conference_id) if record else {}
    return Shown(view, scenario, scenario.text("en"), names, house.tables.clock())

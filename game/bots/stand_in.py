"""The simplest delegation: it holds an empty seat so that a table need not wait for anybody.

It sees only its own view. It speaks when it has the floor, accepts talks, proposes, votes by what
a text is worth to it, signs what beats its reservation value, and is ready when the others are.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from game.engine import commands as c
from game.engine.draws import Draws, choose
from game.engine.phases import HURRIED, PhaseName
from game.engine.results import Appraisal, appraise, position_of
from game.engine.scoring import SideAccord
from game.engine.state import Offer
from game.engine.views import ProposalView, TableView
from game.scenario.model import DelegationId, IssueId, OptionId, Package
from game.scenario.texts import Scenario

#: At the start of drafting it wants this part of what lies between no deal and the best deal;
#: its wish falls in a straight line to nothing at the phase's end.
FIRST_WISH = 0.6
#: How many open issues it puts into one proposal.
PROPOSED_ISSUES = 3
#: It is ready on its own when this part of a phase has passed.
PATIENCE = 0.75


@cache
def phrases(language: str) -> Mapping[str, str]:
    """What stand-ins say, in that language or else in English."""
    folder = Path(__file__).parent / "phrases"
    file = folder / f"{language}.toml"
    chosen = file if file.exists() else folder / "en.toml"
    return tomllib.loads(chosen.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Mind:
    """What a stand-in looks at when it chooses."""

    scenario: Scenario
    language: str
    view: TableView
    delegation: DelegationId
    now: float
    draws: Draws

    def say(self, phrase: str, **details: str) -> str:
        """A phrase of the catalogue with its details filled in."""
        return phrases(self.language)[phrase].format(**details)

    def appraise(self, package: Package) -> Appraisal:
        """What the joint text would be worth with that package in it."""
        text = {issue: clause.option for issue, clause in self.view.text.items()}
        structure, agenda = self.scenario.structure, self.view.setup.agenda
        position = position_of(self.view, self.delegation)
        return appraise(structure, agenda, self.delegation, {**text, **package}, position)

    def appraise_accord(self, offer: Offer) -> Appraisal:
        """What the joint text would be worth with that side accord in force beside it."""
        position = position_of(self.view, self.delegation)
        text = {issue: clause.option for issue, clause in self.view.text.items()}
        accord = SideAccord(offer.parties, offer.package)
        return appraise(
            self.scenario.structure,
            self.view.setup.agenda,
            self.delegation,
            text,
            replace(position, accords=(*position.accords, accord)),
        )

    @property
    def elapsed(self) -> float:
        """Which part of the phase has passed, 0 where it has no end."""
        phase = self.view.phase
        if phase.deadline is None or phase.deadline <= phase.opened_at:
            return 0.0
        return min(1.0, (self.now - phase.opened_at) / (phase.deadline - phase.opened_at))

    def label(self, about: str) -> str:
        """A label for a draw of this delegation at this point of the game."""
        return f"stand-in {self.delegation} {about} {self.view.seq}"


def next_command(mind: Mind) -> c.PublicCommand | None:
    """What the stand-in does now, or None if it waits. The first thing that applies."""
    if mind.view.paused_at is not None or mind.view.ending is not None:
        return None
    return next((command for habit in HABITS if (command := habit(mind)) is not None), None)


def _answer_crisis(mind: Mind) -> c.PublicCommand | None:
    for crisis in mind.view.crises:
        if crisis.settled or mind.delegation in crisis.answers:
            continue
        for decision in mind.scenario.structure.inject(crisis.inject).decisions:
            if decision.delegation == mind.delegation:
                likely = [(a, 2 if a == decision.default else 1) for a in decision.answers]
                answer = choose(mind.draws, mind.label(crisis.inject), likely)
                return c.AnswerInject(inject=crisis.inject, answer=answer)
    return None


def _use_floor(mind: Mind) -> c.PublicCommand | None:
    floor = mind.view.floor
    if floor is None or floor.delegation != mind.delegation:
        return None
    spoken = any(
        said.delegation == mind.delegation and said.round == mind.view.phase.step.round
        for said in mind.view.statements
    )
    if spoken or mind.view.setup.talk == "in_person":
        return c.YieldFloor()
    objectives = mind.scenario.structure.delegation(mind.delegation).objectives
    pick = choose(mind.draws, mind.label("aim"), [(o.id, o.weight) for o in objectives])
    texts = mind.scenario.text(mind.language)
    title = texts.objectives[mind.delegation][pick].title
    name = texts.delegations[mind.delegation].name
    return c.SpeakInPlenary(text=mind.say("opening", delegation=name, objective=title))


def _accept_talk(mind: Mind) -> c.PublicCommand | None:
    for channel in mind.view.channels:
        if channel.status == "invited" and mind.delegation not in channel.accepted:
            return c.AnswerInvitation(channel=channel.id, accept=True)
    return None


def _answer_offer(mind: Mind) -> c.PublicCommand | None:
    """Accept a side accord that adds to our score, decline any other."""
    for offer in mind.view.offers:
        if offer.status == "offered" and mind.delegation not in offer.accepted:
            gain = mind.appraise_accord(offer).result.sheet.total
            accept = gain > mind.appraise({}).result.sheet.total
            return c.AnswerAccord(offer=offer.id, accept=accept)
    return None


def _reply(mind: Mind) -> c.PublicCommand | None:
    for channel in mind.view.channels:
        if channel.status != "open" or len(channel.members) == 1 or not channel.messages:
            continue
        own = sum(said.delegation == mind.delegation for said in channel.messages)
        if channel.messages[-1].delegation != mind.delegation and own < 3:
            wish = _favourite(mind)
            if wish is not None:
                issue, option = wish
                texts = mind.scenario.text(mind.language).issues[issue]
                text = mind.say("private", issue=texts.title, option=texts.options[option].label)
                return c.SendMessage(channel=channel.id, text=text)
    return None


def _favourite(mind: Mind) -> tuple[IssueId, OptionId] | None:
    """The clause that would raise our score most, if any does."""
    here = mind.appraise({}).result.sheet.total
    clauses = [
        (mind.appraise({issue: option}).result.sheet.total - here, issue, option)
        for issue in mind.view.setup.agenda
        for option in mind.scenario.structure.issue(issue).option_ids
    ]
    gain, issue, option = max(clauses)
    return (issue, option) if gain > 0 else None


def _wish(mind: Mind) -> float:
    """The score that we hold out for now (hundredths of a point)."""
    result = mind.appraise({}).result
    best = result.best if result.best is not None else result.reservation
    part = FIRST_WISH * (1 - mind.elapsed)
    return result.reservation + part * max(0, best - result.reservation)


def _vote(mind: Mind) -> c.PublicCommand | None:
    for proposal in mind.view.proposals:
        if proposal.status != "open" or mind.delegation in proposal.received:
            continue
        return c.CastBallot(
            proposal=proposal.id, ballot="accept" if _acceptable(mind, proposal) else "reject"
        )
    return None


def _acceptable(mind: Mind, proposal: ProposalView) -> bool:
    """Better for us than the text as it stands, or good enough for this hour of the day."""
    after = mind.appraise(proposal.package).result.sheet.total
    return after >= mind.appraise({}).result.sheet.total or after >= _wish(mind)


def _propose(mind: Mind) -> c.PublicCommand | None:
    """Table a few open issues: our favourite clause, and middling ones for the others' sake."""
    view = mind.view
    if view.phase.step.phase is not PhaseName.DRAFTING:
        return None
    if any(p.status == "open" and p.delegation == mind.delegation for p in view.proposals):
        return None
    if sum(p.status == "open" for p in view.proposals) >= 2:
        return None
    still_open = [issue for issue in view.setup.agenda if issue not in view.text]
    package: dict[IssueId, OptionId] = {}
    while still_open and len(package) < PROPOSED_ISSUES:
        label = mind.label(f"issue {len(package)}")
        issue = choose(mind.draws, label, [(i, 1) for i in still_open])
        still_open.remove(issue)
        entry = mind.scenario.structure.issue(issue)
        clauses = [option for option in entry.option_ids if option != entry.silent]
        middle = clauses[(len(clauses) - 1) // 2]
        likely = [(option, 4 if option == middle else 1) for option in clauses]
        package[issue] = choose(mind.draws, mind.label(f"option {issue}"), likely)
    if not package or mind.appraise(package).result.sheet.total < _wish(mind) * 0.9:
        return None
    return c.TableProposal(options=package, note=mind.say("note"))


def _sign(mind: Mind) -> c.PublicCommand | None:
    if mind.view.phase.step.phase is not PhaseName.RATIFICATION:
        return None
    if mind.delegation in mind.view.decided:
        return None
    result = mind.appraise({}).result
    return c.DecideRatification(
        decision="sign" if result.sheet.total >= result.reservation else "refuse"
    )


def _be_ready(mind: Mind) -> c.PublicCommand | None:
    view = mind.view
    if view.phase.step.phase not in HURRIED or mind.delegation in view.ready:
        return None
    if view.ready or mind.elapsed >= PATIENCE:
        return c.DeclareReady(ready=True)
    return None


HABITS: tuple[Callable[[Mind], c.PublicCommand | None], ...] = (
    _answer_crisis,
    _use_floor,
    _sign,
    _vote,
    _accept_talk,
    _answer_offer,
    _reply,
    _be_ready,
    _propose,
)

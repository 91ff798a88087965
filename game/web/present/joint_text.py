"""The joint text as articles, and the proposals with their roll-calls."""

from collections.abc import Mapping
from dataclasses import dataclass

from game.engine.entries import Proposal
from game.scenario.model import DelegationId, IssueId, OptionId
from game.web.present.run import Mark
from game.web.present.stage import Clock, Party, Stage
from game.web.present.worth import WorthBar, own_points, worth_bar


@dataclass(frozen=True)
class Article:
    """A clause of the joint text. ``worth`` is for its delegation's eyes, None for the public."""

    issue: IssueId
    number: int
    title: str
    prose: str
    label: str
    state: str
    initials: tuple[Mark, ...]
    worth: str | None


@dataclass(frozen=True)
class Change:
    """One clause of a package: what would hold, and what holds now; both may be the same."""

    issue: IssueId
    title: str
    label: str
    before: str
    prose: str
    strikes: bool
    unchanged: bool
    worth: str | None


@dataclass(frozen=True)
class Ballot:
    """A delegation's vote as far as the viewer knows it."""

    delegation: Party
    state: str
    word: str


@dataclass(frozen=True)
class RollCall:
    """Who has voted, and how once that is open."""

    title: str
    ballots: tuple[Ballot, ...]
    outcome: str | None


@dataclass(frozen=True)
class ProposalCard:
    """A proposal as pages show it. ``own_ballot`` and ``worth`` are the viewer's alone."""

    id: str
    author: Party
    by: str
    time: str
    round: int
    mine: bool
    note: str
    answers: str | None
    changes: tuple[Change, ...]
    status: str
    status_word: str
    clock: Clock
    own_ballot: str | None
    worth: WorthBar | None
    roll_call: RollCall

    @property
    def awaits_us(self) -> bool:
        """Whether the viewing delegation could vote and has not."""
        return self.status == "open" and not self.mine and self.own_ballot is None


def articles(stage: Stage) -> tuple[Article, ...]:
    """The initialled clauses in the agenda's order, numbered as they would be printed."""
    agreed = [issue for issue in stage.view.setup.agenda if issue in stage.view.text]
    return tuple(_article(stage, issue, place) for place, issue in enumerate(agreed, start=1))


def _article(stage: Stage, issue: IssueId, number: int) -> Article:
    clause = stage.view.text[issue]
    text = stage.texts.issues[issue].options[clause.option]
    proposal = stage.view.proposals[clause.proposal]
    private = stage.viewer.delegation is not None
    return Article(
        issue=issue,
        number=number,
        title=stage.issue(issue),
        prose=text.clause,
        label=text.label,
        state="initialled",
        initials=tuple(
            Mark(party, proposal.ballots.get(party.id) == "accept") for party in stage.parties
        ),
        worth=own_points(stage, issue, clause.option) if private else None,
    )


@dataclass(frozen=True)
class OpenIssue:
    """An issue of which the joint text says nothing, and what holds meanwhile."""

    title: str
    question: str
    silent: str


def open_issues(stage: Stage) -> tuple[OpenIssue, ...]:
    """The issues on which the joint text is silent."""
    return tuple(
        OpenIssue(
            stage.issue(issue),
            stage.texts.issues[issue].question,
            stage.option(issue, stage.structure.issue(issue).silent),
        )
        for issue in stage.view.setup.agenda
        if issue not in stage.view.text
    )


def changes(
    stage: Stage, package: Mapping[IssueId, OptionId], *, private: bool
) -> tuple[Change, ...]:
    """A package clause by clause in the agenda's order, beside what holds now.

    ``private`` adds what each clause is worth to the viewing delegation.
    """
    held = stage.in_force()
    return tuple(
        Change(
            issue=issue,
            title=stage.issue(issue),
            label=stage.option(issue, package[issue]),
            before=stage.option(issue, held[issue]),
            prose=stage.texts.issues[issue].options[package[issue]].clause,
            strikes=package[issue] == stage.structure.issue(issue).silent != held[issue],
            unchanged=package[issue] == held[issue],
            worth=own_points(stage, issue, package[issue]) if private else None,
        )
        for issue in stage.view.setup.agenda
        if issue in package
    )


def open_proposals(stage: Stage) -> tuple[ProposalCard, ...]:
    """The proposals whose roll-call is going on, oldest first."""
    return tuple(proposal_card(stage, p) for p in stage.view.open_proposals())


def past_proposals(stage: Stage, limit: int | None = None) -> tuple[ProposalCard, ...]:
    """Earlier proposals, or the last so many of them, newest first."""
    past = [p for p in reversed(tuple(stage.view.proposals.values())) if p.status != "open"]
    return tuple(proposal_card(stage, p) for p in past[:limit])


def proposal_card(stage: Stage, proposal: Proposal, *, private: bool = True) -> ProposalCard:
    """One proposal with its roll-call and, for a delegation, what it would be worth to it.

    ``private=False`` leaves the worth out, as do viewers who belong to no delegation.
    """
    own = stage.viewer.delegation
    private = private and own is not None
    open_ = proposal.status == "open"
    package = {**stage.standing_text(), **proposal.package}
    return ProposalCard(
        id=proposal.id,
        author=stage.party(proposal.delegation),
        by=stage.name(proposal.by),
        time=stage.time(proposal.at),
        round=proposal.round,
        mine=proposal.delegation == own,
        note=proposal.note,
        answers=_answered(stage, proposal),
        changes=changes(stage, proposal.package, private=private),
        status=proposal.status,
        status_word=stage.word("statuses", proposal.status),
        clock=stage.clock(
            proposal.deadline if open_ else None,
            stage.view.setup.timings.roll_call,
            stage.word("clocks", "roll_call"),
        ),
        own_ballot=proposal.ballots.get(own) if own else None,
        worth=worth_bar(stage, package) if private and open_ else None,
        roll_call=roll_call(stage, proposal),
    )


def _answered(stage: Stage, proposal: Proposal) -> str | None:
    """Whose proposal this one counters."""
    countered = next((p for p in stage.view.proposals.values() if p.id == proposal.counters), None)
    return None if countered is None else stage.party(countered.delegation).name


def roll_call(stage: Stage, proposal: Proposal) -> RollCall:
    """A proposal's votes in seating order."""

    def state(delegation: DelegationId) -> str:
        known = proposal.ballots.get(delegation)
        if known is None and delegation in proposal.received:
            return "cast"
        return known or _nothing_from(stage, delegation)

    issues = ", ".join(stage.issue(i) for i in stage.view.setup.agenda if i in proposal.package)
    return RollCall(
        title=stage.word("proposals", "title").format(
            delegation=stage.party(proposal.delegation).name, issues=issues
        ),
        ballots=tuple(
            Ballot(party, state(party.id), stage.word("ballots", state(party.id)))
            for party in stage.parties
        ),
        outcome=proposal.status if proposal.status in ("carried", "failed") else None,
    )


def _nothing_from(stage: Stage, delegation: DelegationId) -> str:
    """The state of a delegation that has said nothing: awaited, unless it has walked out."""
    return "away" if stage.is_away(delegation) else "waiting"


def signing(stage: Stage, title: str) -> RollCall:
    """Who signs the whole text, as far as the viewer knows, under that title."""
    states = {"sign": "accept", "refuse": "reject"}

    def state(delegation: DelegationId) -> str:
        known = stage.view.decisions.get(delegation)
        if known is not None:
            return states[known]
        return "cast" if delegation in stage.view.decided else _nothing_from(stage, delegation)

    return RollCall(
        title=title,
        ballots=tuple(
            Ballot(party, state(party.id), stage.word("decisions", state(party.id)))
            for party in stage.parties
        ),
        outcome=None,
    )

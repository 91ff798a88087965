"""The score of a finished game, with the evidence for every point."""

from dataclasses import dataclass

from game.bots.par import results
from game.engine.carried_out import as_carried_out
from game.engine.results import Result, outcome_of
from game.engine.scoring import Outcome, RedLineCharge, TermLine
from game.engine.state import TableState
from game.scenario.model import (
    DelegationId,
    EndingTerm,
    IndicatorTerm,
    IssueId,
    IssueTerm,
    MeetingsTerm,
    MoveTerm,
    OptionId,
    PairTerm,
    StandingTerm,
)
from game.web.present.stage import Party, Stage
from game.web.present.worth import WorthBar, points, result_bar


@dataclass(frozen=True)
class Clause:
    """What holds on an issue at the end; ``number`` is its article, None where none was signed.

    ``accord`` where a side accord brought more than the text; ``signed`` the option that was
    signed, empty where the same was carried out.
    """

    title: str
    label: str
    number: int | None
    accord: bool = False
    signed: str = ""


@dataclass(frozen=True)
class Evidence:
    """Why a term brought what it did.

    ``kind`` is the term's: "issue" and "pair" speak of ``clauses``; "indicator" of ``name``, which
    ended at ``value`` (``worst`` brings nothing, ``best`` all); "meetings" of ``value`` private
    meetings with ``name`` (``best`` bring all); "ending" of the ending ``name``; "standing" of the
    ``value`` at home; "move" of the move ``name``, whose ``fate`` says whether it was made and
    found out.
    """

    kind: str
    name: str = ""
    value: int = 0
    worst: int = 0
    best: int = 0
    clauses: tuple[Clause, ...] = ()
    fate: str = ""


@dataclass(frozen=True)
class Line:
    """What one term brought, in points as people read them."""

    evidence: Evidence
    worth: int
    points: str
    possible: str


@dataclass(frozen=True)
class Goal:
    """What one objective brought, and by which terms."""

    title: str
    why: str
    points: str
    possible: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Charge:
    """A red line that was crossed, and what it cost."""

    text: str
    points: str


@dataclass(frozen=True)
class Sheet:
    """A delegation's own full result."""

    total: str
    total_hundredths: int
    earned: str
    reservation: str
    above_reservation: str
    best: str | None
    attainment: int | None
    par_score: int | None
    bar: WorthBar
    goals: tuple[Goal, ...]
    charges: tuple[Charge, ...]
    directive: str


@dataclass(frozen=True)
class Standing:
    """One delegation's result in the table of all."""

    party: Party
    own: bool
    signed: bool
    total: str
    reservation: str
    best: str | None
    attainment: int | None
    par_score: int | None


@dataclass(frozen=True)
class Signer:
    """A delegation and whether it signed the text."""

    party: Party
    signed: bool


def own_sheet(stage: Stage, state: TableState) -> Sheet:
    """The viewing delegation's result, every point explained."""
    result = results(stage.structure, state)[stage.own]
    outcome = outcome_of(stage.structure, state)
    charges = tuple(_charge(stage, charge) for charge in result.sheet.charges)
    texts = stage.texts.objectives[stage.own]
    return Sheet(
        total=points(result.sheet.total),
        total_hundredths=result.sheet.total,
        earned=points(sum(line.points for line in result.sheet.objectives)),
        reservation=points(result.reservation),
        above_reservation=points(result.sheet.total - result.reservation),
        best=_best(result),
        attainment=result.attainment,
        par_score=result.par_score,
        bar=result_bar(stage, result, tuple(charge.text for charge in charges)),
        goals=tuple(
            Goal(
                title=texts[line.objective].title,
                why=texts[line.objective].reason(stage.view.setup.agenda),
                points=points(line.points),
                possible=points(line.possible),
                lines=tuple(_line(stage, outcome, term) for term in line.terms),
            )
            for line in result.sheet.objectives
        ),
        charges=charges,
        directive=_directive(stage),
    )


def _directive(stage: Stage) -> str:
    """The headline of the directive whose weights count, empty if there was none."""
    shifts = [shift for shift in stage.view.weights_course if shift.delegation == stage.own]
    return stage.texts.injects[shifts[-1].inject].headline if shifts else ""


def standings(stage: Stage, state: TableState) -> tuple[Standing, ...]:
    """Every delegation's total beside its own yardsticks, in seating order."""
    found = results(stage.structure, state)
    return tuple(_standing(stage, state, party, found[party.id]) for party in stage.parties)


def _standing(stage: Stage, state: TableState, party: Party, result: Result) -> Standing:
    return Standing(
        party=party,
        own=party.id == stage.viewer.delegation,
        signed=party.id in state.signatories,
        total=points(result.sheet.total),
        reservation=points(result.reservation),
        best=_best(result),
        attainment=result.attainment,
        par_score=result.par_score,
    )


def _best(result: Result) -> str | None:
    return None if result.best is None else points(result.best)


def _charge(stage: Stage, charge: RedLineCharge) -> Charge:
    return Charge(stage.texts.red_lines[stage.own][charge.red_line], points(charge.points))


def _line(stage: Stage, outcome: Outcome, line: TermLine) -> Line:
    return Line(
        evidence=_evidence(stage, outcome, line),
        worth=line.worth,
        points=points(line.points),
        possible=points(line.possible),
    )


def _evidence(stage: Stage, outcome: Outcome, line: TermLine) -> Evidence:
    match line.term:
        case IssueTerm(issue=issue):
            return Evidence("issue", clauses=(_clause(stage, outcome, issue),))
        case PairTerm(issues=issues):
            return Evidence("pair", clauses=tuple(_clause(stage, outcome, i) for i in issues))
        case IndicatorTerm(indicator=indicator, worst=worst, best=best):
            name = stage.texts.indicators[indicator].name
            return Evidence("indicator", name, outcome.indicators[indicator], worst, best)
        case MeetingsTerm(delegation=other, target=target):
            held = _meetings(stage, outcome, other)
            return Evidence("meetings", stage.party(other).name, held, 0, target)
        case EndingTerm():
            return Evidence("ending", stage.word("endings", outcome.ending))
        case StandingTerm(worst=worst, best=best):
            return Evidence("standing", "", outcome.standing[stage.own], worst, best)
        case MoveTerm(move=move):
            fate = stage.word("fates", outcome.moves[move])
            return Evidence("move", stage.texts.moves[move].name, fate=fate)


def _meetings(stage: Stage, outcome: Outcome, other: DelegationId) -> int:
    return outcome.meetings.get(frozenset((stage.own, other)), 0)


def _clause(stage: Stage, outcome: Outcome, issue: IssueId) -> Clause:
    signed = [i for i in stage.view.setup.agenda if i in stage.view.text] if outcome.bound else []
    number = signed.index(issue) + 1 if issue in signed else None
    held = outcome.package_for(stage.structure, stage.own)[issue]
    accord = held != outcome.package[issue]
    fell_back = not accord and outcome.signed[issue] != held
    return Clause(
        stage.issue(issue),
        stage.option(issue, held),
        number,
        accord,
        stage.option(issue, outcome.signed[issue]) if fell_back else "",
    )


@dataclass(frozen=True)
class Deed:
    """A duty as it was done in each step, where that was not in full."""

    party: Party
    text: str
    done: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """A signed clause and what was carried out of it; ``accord`` names a side accord's."""

    title: str
    accord: str
    signed: str
    carried: str
    deeds: tuple[Deed, ...]

    @property
    def in_full(self) -> bool:
        """Whether the clause was carried out as it was signed."""
        return self.signed == self.carried


def carried_out(stage: Stage, state: TableState) -> tuple[Kept, ...]:
    """Every clause that bound anybody, of the text and of side accords: signed and carried out."""
    text = stage.standing_text() if state.signatories else {}
    found: list[tuple[str | None, str, dict[IssueId, OptionId]]] = [(None, "", text)]
    found += [
        (offer.title, stage.texts.accords[offer.accord].name, dict(offer.package))
        for offer in stage.view.offers.values()
        if offer.status == "concluded"
    ]
    return tuple(
        Kept(
            title=stage.issue(issue),
            accord=name,
            signed=stage.option(issue, option),
            carried=stage.option(issue, carried[issue]),
            deeds=_deeds(stage, issue, offer),
        )
        for offer, name, package in found
        for carried in (as_carried_out(stage.structure, state, package, offer),)
        for issue, option in package.items()
    )


def _deeds(stage: Stage, issue: IssueId, offer: str | None) -> tuple[Deed, ...]:
    return tuple(
        Deed(
            stage.party(duty.delegation),
            stage.texts.obligations[duty.obligation].duty,
            tuple(stage.word("conducts_seen", conduct) for conduct in duty.conduct),
        )
        for duty in stage.view.duties.values()
        if (duty.issue, duty.offer) == (issue, offer) and set(duty.conduct) - {"honour"}
    )


def signers(stage: Stage) -> tuple[Signer, ...]:
    """Who signed the text and who did not, in seating order."""
    signed = stage.view.signatories
    return tuple(Signer(party, party.id in signed) for party in stage.parties)

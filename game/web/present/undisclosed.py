"""What goes on at a table without the others knowing, for the instructor alone.

Secret moves, capital cables, directives, side accords, and what delegations do about their duties.
Each function refuses any other viewer's stage (ValueError), whatever template asks for it.
"""

from dataclasses import dataclass

from game.engine.entries import Cable, Duty, Offer
from game.engine.views import ViewerKind
from game.web.present.causes import cause
from game.web.present.stage import Clock, Party, Stage


@dataclass(frozen=True)
class SecretMove:
    """A move that its author keeps from the others, until what ``exposed_by`` says."""

    delegation: Party
    name: str
    time: str
    exposed_by: str | None


@dataclass(frozen=True)
class AskedLeave:
    """A cable: which line the delegation wants to cross, why, and what became of it.

    ``hint`` is what would move the capital by the scenario's rule, None where nothing would.
    """

    id: str
    delegation: Party
    capital: str
    by: str
    time: str
    line: str
    text: str
    hint: str | None
    clock: Clock
    open: bool
    answer: str


@dataclass(frozen=True)
class Directive:
    """A capital's directive and how it shifted what counts, heaviest change first."""

    delegation: Party
    headline: str
    time: str
    shifts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class SideDeal:
    """A side accord as offered or concluded."""

    name: str
    parties: tuple[Party, ...]
    author: Party
    time: str
    terms: tuple[str, ...]
    confidential: bool
    status: str


@dataclass(frozen=True)
class DutyLine:
    """A duty: what is meant to be done about it, and for each step what was done and was seen."""

    delegation: Party
    duty: str
    meant: str | None
    steps: tuple[tuple[str, str], ...]


def _refuse_others(stage: Stage) -> None:
    if stage.viewer.kind is not ViewerKind.INSTRUCTOR:
        raise ValueError("this is for the instructor alone")


def secret_moves(stage: Stage) -> tuple[SecretMove, ...]:
    """The moves that were made in secret, in order."""
    _refuse_others(stage)
    return tuple(
        SecretMove(
            delegation=stage.party(made.delegation),
            name=stage.texts.moves[made.move].name,
            time=stage.time(made.at),
            exposed_by=None if made.cause is None else cause(stage, made.cause),
        )
        for made in stage.view.moves
        if stage.structure.move(made.move).secret
    )


def cables(stage: Stage) -> tuple[AskedLeave, ...]:
    """All cables to capitals: those that wait for an answer first, else the newest first."""
    _refuse_others(stage)
    newest = reversed(tuple(stage.view.cables.values()))
    ordered = sorted(newest, key=lambda cable: cable.status != "open")
    return tuple(_asked(stage, cable) for cable in ordered)


def _asked(stage: Stage, cable: Cable) -> AskedLeave:
    texts = stage.texts
    setup = stage.view.setup
    allowed = setup.timings.cable if setup.rules.capitals == "rule" else setup.timings.decision
    return AskedLeave(
        id=cable.id,
        delegation=stage.party(cable.delegation),
        capital=texts.delegations[cable.delegation].capital,
        by=stage.name(cable.by),
        time=stage.time(cable.at),
        line=texts.red_lines[cable.delegation][cable.red_line],
        text=cable.text,
        hint=texts.mandates.get(cable.delegation, {}).get(cable.red_line),
        clock=stage.clock(
            cable.deadline if cable.status == "open" else None,
            allowed,
            stage.word("clocks", "cable"),
        ),
        open=cable.status == "open",
        answer=cable.reply or stage.word("cable_reasons", cable.reason or "open"),
    )


def directives(stage: Stage) -> tuple[Directive, ...]:
    """The directives that have changed what counts for a delegation."""
    _refuse_others(stage)
    found = []
    for change in stage.view.weights_course:
        delegation = stage.structure.delegation(change.delegation)
        titles = stage.texts.objectives[change.delegation]
        shifts = [
            (titles[own.id].title, change.weights[own.id] - own.weight)
            for own in delegation.objectives
            if change.weights[own.id] != own.weight
        ]
        found.append(
            Directive(
                delegation=stage.party(change.delegation),
                headline=stage.texts.injects[change.inject].headline,
                time=stage.time(change.at),
                shifts=tuple(sorted(shifts, key=lambda shift: -abs(shift[1]))),
            )
        )
    return tuple(found)


def side_deals(stage: Stage) -> tuple[SideDeal, ...]:
    """Every side accord that was offered, newest first."""
    _refuse_others(stage)
    return tuple(_deal(stage, offer) for offer in reversed(tuple(stage.view.offers.values())))


def _deal(stage: Stage, offer: Offer) -> SideDeal:
    return SideDeal(
        name=stage.texts.accords[offer.accord].name,
        parties=tuple(stage.party(party) for party in offer.parties),
        author=stage.party(offer.delegation),
        time=stage.time(offer.at),
        terms=tuple(
            f"{stage.issue(issue)}: {stage.option(issue, option)}"
            for issue, option in offer.package.items()
        ),
        confidential=offer.confidential,
        status=stage.word("offers", offer.status),
    )


def duties(stage: Stage) -> tuple[DutyLine, ...]:
    """Every duty with what is meant, was done and was seen, delegation by delegation."""
    _refuse_others(stage)
    order = {party.id: place for place, party in enumerate(stage.parties)}
    own = sorted(stage.view.duties.values(), key=lambda duty: order[duty.delegation])
    return tuple(_duty(stage, duty) for duty in own)


def _duty(stage: Stage, duty: Duty) -> DutyLine:
    def word(conduct: str) -> str:
        return stage.word("conducts_seen", conduct)

    meant = stage.view.chosen.get(duty.id)
    return DutyLine(
        delegation=stage.party(duty.delegation),
        duty=stage.texts.obligations[duty.obligation].duty,
        meant=None if meant is None else stage.word("conducts", meant),
        steps=tuple(
            (word(done), word(seen)) for done, seen in zip(duty.conduct, duty.reports, strict=True)
        ),
    )

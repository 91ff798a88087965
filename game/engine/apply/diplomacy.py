"""Moves, capital cables, side accords, and the carrying out of what was agreed."""

from game.engine import events as e
from game.engine.apply.base import change, note, put, replace, without
from game.engine.state import Cable, Duty, MadeMove, Offer, TableState
from game.finding import first


@change.register
def _(event: e.MoveMade, state: TableState) -> TableState:
    made = MadeMove(
        move=event.move,
        delegation=event.delegation,
        by=event.by,
        at=event.at,
        round=state.stage,
        cases=event.cases,
        known=not event.secret,
    )
    notes = state.notes if event.secret else note(state, event, event.move)
    return replace(state, moves=(*state.moves, made), notes=notes)


@change.register
def _(event: e.MoveExposed, state: TableState) -> TableState:
    moves = tuple(
        replace(made, known=True, cause=event.cause)
        if made.move == event.move and not made.known
        else made
        for made in state.moves
    )
    return replace(state, moves=moves, notes=note(state, event, event.move))


@change.register
def _(event: e.DelegationLeft, state: TableState) -> TableState:
    one = frozenset({event.delegation})
    return replace(
        state,
        away=state.away | one,
        ready=state.ready - one,
        notes=note(state, event, event.delegation),
    )


@change.register
def _(event: e.DelegationReturned, state: TableState) -> TableState:
    return replace(
        state,
        away=state.away - {event.delegation},
        notes=note(state, event, event.delegation),
    )


@change.register
def _(event: e.CableSent, state: TableState) -> TableState:
    cable = Cable(
        id=event.cable,
        delegation=event.delegation,
        by=event.by,
        red_line=event.red_line,
        at=event.at,
        round=state.stage,
        text=event.text,
        deadline=event.deadline,
    )
    return replace(state, cables=put(state.cables, cable.id, cable))


@change.register
def _(event: e.CableAnswered, state: TableState) -> TableState:
    answered = replace(
        state.cables[event.cable],
        status="granted" if event.granted else "refused",
        reason=event.reason,
        reply=event.text,
    )
    held = state.mandates.get(event.delegation, frozenset())
    wider = held | {event.red_line} if event.granted else held
    return replace(
        state,
        cables=put(state.cables, event.cable, answered),
        mandates=put(state.mandates, event.delegation, wider),
    )


@change.register
def _(event: e.AccordOffered, state: TableState) -> TableState:
    offer = Offer(
        id=event.offer,
        accord=event.accord,
        parties=event.parties,
        delegation=event.delegation,
        by=event.by,
        at=event.at,
        round=state.stage,
        package=event.package,
        confidential=event.confidential,
        note=event.note,
        accepted=frozenset({event.delegation}),
    )
    return replace(state, offers=put(state.offers, offer.id, offer))


@change.register
def _(event: e.AccordAnswered, state: TableState) -> TableState:
    offer = state.offers[event.offer]
    answered = (
        replace(offer, accepted=offer.accepted | {event.delegation})
        if event.accepted
        else replace(offer, status="declined")
    )
    return replace(state, offers=put(state.offers, offer.id, answered))


@change.register
def _(event: e.AccordWithdrawn, state: TableState) -> TableState:
    withdrawn = replace(state.offers[event.offer], status="withdrawn")
    return replace(state, offers=put(state.offers, event.offer, withdrawn))


@change.register
def _(event: e.AccordConcluded, state: TableState) -> TableState:
    offer = first(
        (
            one
            for one in state.offers.values()
            if one.accord == event.accord and one.status == "offered"
        ),
        event.accord,
    )
    kind = (offer.accord, offer.confidential)
    concluded = replace(offer, status="concluded", at=event.at, round=state.stage)
    others = {
        key: replace(one, status="replaced")
        if (one.accord, one.confidential, one.status) == (*kind, "concluded")
        else one
        for key, one in without(state.offers, offer.id).items()
    }
    notes = state.notes if event.confidential else note(state, event, event.accord)
    # Last in line: the order of accords must not tell which was offered first.
    return replace(state, offers=put(others, offer.id, concluded), notes=notes)


@change.register
def _(event: e.DutyArose, state: TableState) -> TableState:
    duty = Duty(
        id=event.duty,
        obligation=event.obligation,
        delegation=event.delegation,
        issue=event.issue,
        offer=event.offer,
        known_to=event.known_to,
    )
    return replace(state, duties=put(state.duties, duty.id, duty))


@change.register
def _(event: e.ConductChosen, state: TableState) -> TableState:
    return replace(state, chosen={**state.chosen, **event.conduct})


@change.register
def _(event: e.ConductSettled, state: TableState) -> TableState:
    duties = dict(state.duties)
    for key, conduct in event.conduct.items():
        duties[key] = replace(duties[key], conduct=(*duties[key].conduct, conduct))
    chosen = {key: value for key, value in state.chosen.items() if key not in event.conduct}
    return replace(state, duties=duties, chosen=chosen)


@change.register
def _(event: e.ConductReported, state: TableState) -> TableState:
    duties = dict(state.duties)
    for key, report in event.reports.items():
        duties[key] = replace(duties[key], reports=(*duties[key].reports, report))
    notes = state.notes if event.known_to else note(state, event, str(event.step))
    return replace(state, duties=duties, notes=notes)

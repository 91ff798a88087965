"""Capital cables: asking for leave to cross a red line, and the capital's answer."""

from game.engine import commands as c
from game.engine import events as e
from game.engine.commands import CableReason
from game.engine.conditions import all_hold
from game.engine.errors import Reason, Refused
from game.engine.rules import world
from game.engine.state import Cable, TableState
from game.engine.turn import Turn
from game.scenario.model import DelegationId, Mandate, RedLine


def ask_mandate(turn: Turn, command: c.AskMandate) -> None:
    """Ask the capital with an argument; it answers by the deadline, once a round for each line."""
    text = turn.text(command.text, turn.structure.rules.message_limit)
    line = _line(turn, command.red_line)
    hindrance = why_not(turn.state, turn.delegation, line)
    if hindrance is not None:
        raise hindrance
    own = [cable for cable in turn.state.cables.values() if cable.delegation == turn.delegation]
    timings = turn.state.setup.timings
    seconds = timings.cable if turn.state.setup.rules.capitals == "rule" else timings.decision
    turn.tell(
        e.CableSent(
            at=turn.now,
            # Counted by delegation: a count of all would tell how much others ask.
            cable=f"{turn.delegation}.{len(own) + 1}",
            delegation=turn.delegation,
            by=turn.actor.participant,
            red_line=line.id,
            text=text,
            deadline=turn.now + seconds,
        )
    )


def why_not(state: TableState, delegation: DelegationId, line: RedLine) -> Refused | None:
    """The refusal that asking about the line now would meet, or None if its delegation may."""
    if line.id in state.mandates.get(delegation, ()):
        return Refused(Reason.MANDATE_HELD)
    earlier = [
        cable
        for cable in state.cables.values()
        if (cable.delegation, cable.red_line) == (delegation, line.id)
    ]
    if any(cable.status == "open" for cable in earlier):
        return Refused(Reason.CABLE_OPEN)
    if any(cable.round == state.stage for cable in earlier):
        return Refused(Reason.CABLE_ASKED)
    return None


def _line(turn: Turn, id_: str) -> RedLine:
    """The own red line, where the agenda could cross it."""
    line = turn.structure.red_line(turn.delegation, id_)
    if line is None or not set(line.when) <= set(turn.state.setup.agenda):
        raise Refused(Reason.UNKNOWN_RED_LINE)
    return line


def answer_cable(turn: Turn, command: c.AnswerCable) -> None:
    """The instructor answers in the capital's name, before its rule does."""
    cable = turn.state.cables.get(command.cable)
    if cable is None:
        raise Refused(Reason.UNKNOWN_CABLE)
    if cable.status != "open":
        raise Refused(Reason.CABLE_CLOSED)
    limit = turn.structure.rules.message_limit
    text = command.text.strip()
    if len(text) > limit:
        raise Refused(Reason.LONG_TEXT, limit=limit, length=len(text))
    _answer(turn, cable, "granted" if command.granted else "instructor", text)


def answer_by_rule(turn: Turn, id_: str) -> None:
    """The capital decides by the scenario's rule."""
    cable = turn.state.cables[id_]
    line = turn.structure.red_line(cable.delegation, cable.red_line)
    mandate = line.mandate if line else None
    _answer(turn, cable, _verdict(turn, cable, mandate))


def close_cables(turn: Turn) -> None:
    """The talks are over: what no capital has answered is overtaken by events."""
    for cable in turn.state.open_cables():
        _answer(turn, cable, "overtaken")


def _verdict(turn: Turn, cable: Cable, mandate: Mandate | None) -> CableReason:
    """Why the capital answers as it does; "granted" if it gives way."""
    if mandate is None:
        return "never"
    if turn.state.standing[cable.delegation] < mandate.standing:
        return "standing"
    if not all_hold(turn.structure, turn.state, mandate.conditions):
        return "world"
    if not _offered(turn, mandate):
        return "offer"
    return "granted"


def _offered(turn: Turn, mandate: Mandate) -> bool:
    """Whether the text, or one of the proposals on the table, holds what the capital wants."""
    state = turn.state
    text = {**turn.structure.silent_package(state.setup.agenda), **state.text_package()}
    packages = [text, *({**text, **proposal.package} for proposal in state.open_proposals())]
    return any(
        all(package.get(issue) in options for issue, options in mandate.offered.items())
        for package in packages
    )


def _answer(turn: Turn, cable: Cable, reason: CableReason, text: str = "") -> None:
    turn.tell(
        e.CableAnswered(
            at=turn.now,
            cable=cable.id,
            delegation=cable.delegation,
            red_line=cable.red_line,
            granted=reason == "granted",
            reason=reason,
            text=text,
        )
    )
    line = turn.structure.red_line(cable.delegation, cable.red_line)
    if reason == "granted" and line is not None and line.mandate is not None:
        world.move_standing(turn, cable.delegation, -line.mandate.cost, cable.red_line)

"""Capital cables: asking for leave to cross a red line, and the capital's answer."""

from game.engine.acts import effects
from game.engine.changes import put, replace
from game.engine.choices import CableReason
from game.engine.command import HEADS, INSTRUCTORS, Command, Text, act
from game.engine.conditions import all_hold
from game.engine.entries import Cable
from game.engine.event import Event, Person, Story, Words, only, shown_in
from game.engine.phases import NEGOTIATING
from game.engine.refusals import Refused, least
from game.engine.state import TableState
from game.engine.turn import Turn
from game.refusals import Reason
from game.scenario.model import DelegationId, Mandate, RedLine, RedLineId, Structure

UNKNOWN_RED_LINE = Reason("unknown_red_line", 404)
MANDATE_HELD = Reason("mandate_held")
CABLE_OPEN = Reason("cable_open")
CABLE_ASKED = Reason("cable_asked")
UNKNOWN_CABLE = Reason("unknown_cable", 404)
CABLE_CLOSED = Reason("cable_closed")


@act(by=HEADS, phases=NEGOTIATING)
class AskMandate(Command):
    """Ask our capital for leave to sign what it forbids, with our argument."""

    red_line: RedLineId
    text: Text

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        lines = (line for line in structure.delegation(own).red_lines if _crossable(known, line))
        return least([why_not(known, own, line) for line in lines], UNKNOWN_RED_LINE)

    def decide(self, turn: Turn) -> None:
        """The capital answers by the deadline, once a round for each line."""
        text = turn.text(self.text, turn.structure.rules.message_limit)
        line = _line(turn, self.red_line)
        turn.refuse(why_not(turn.state, turn.delegation, line))
        own = [cable for cable in turn.state.cables.values() if cable.delegation == turn.delegation]
        timings = turn.state.setup.timings
        seconds = timings.cable if turn.state.setup.rules.capitals == "rule" else timings.decision
        turn.tell(
            CableSent(
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


@act(by=INSTRUCTORS, phases=NEGOTIATING, while_paused=True)
class AnswerCable(Command):
    """Answer a delegation's cable in its capital's name."""

    cable: str
    granted: bool
    text: Text = ""

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        return None if known.open_cables() else Refused(CABLE_CLOSED)

    def decide(self, turn: Turn) -> None:
        """The instructor answers in the capital's name, before its rule does."""
        cable = turn.state.cables.get(self.cable)
        if cable is None:
            raise Refused(UNKNOWN_CABLE)
        if cable.status != "open":
            raise Refused(CABLE_CLOSED)
        text = turn.text(self.text, turn.structure.rules.message_limit, optional=True)
        _answer(turn, cable, "granted" if self.granted else "instructor", text)


def why_not(state: TableState, delegation: DelegationId, line: RedLine) -> Refused | None:
    """The refusal that asking about the line now would meet, or None if its delegation may."""
    if line.id in state.mandates.get(delegation, ()):
        return Refused(MANDATE_HELD)
    earlier = [
        cable
        for cable in state.cables.values()
        if (cable.delegation, cable.red_line) == (delegation, line.id)
    ]
    if any(cable.status == "open" for cable in earlier):
        return Refused(CABLE_OPEN)
    if any(cable.round == state.stage for cable in earlier):
        return Refused(CABLE_ASKED)
    return None


def _crossable(known: TableState, line: RedLine) -> bool:
    """Whether the agenda could cross the line."""
    return set(line.when) <= set(known.setup.agenda)


def _line(turn: Turn, id_: str) -> RedLine:
    """The own red line, where the agenda could cross it."""
    line = turn.structure.red_line(turn.delegation, id_)
    if line is None or not _crossable(turn.state, line):
        raise Refused(UNKNOWN_RED_LINE)
    return line


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
        CableAnswered(
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
        effects.move_standing(turn, cable.delegation, -line.mandate.cost, cable.red_line)


class CableSent(Event):
    """A delegation asked its capital for leave to cross a red line."""

    audience = only("delegation")
    group = "diplomacy"
    panels = shown_in("status", "act")
    story = Story("capital", "cables")
    is_activity = True

    cable: str
    delegation: DelegationId
    by: Person
    red_line: RedLineId
    text: Words
    deadline: float

    def apply(self, state: TableState) -> TableState:
        cable = Cable(
            id=self.cable,
            delegation=self.delegation,
            by=self.by,
            red_line=self.red_line,
            at=self.at,
            round=state.stage,
            text=self.text,
            deadline=self.deadline,
        )
        return replace(state, cables=put(state.cables, cable.id, cable))


class CableAnswered(Event):
    """The capital's answer, why, and in the instructor's words if they gave it."""

    audience = only("delegation")
    group = "diplomacy"
    panels = shown_in("status", "act", "brief", "text", "compose", "talk")
    story = Story("capital", "cables")

    cable: str
    delegation: DelegationId
    red_line: RedLineId
    granted: bool
    reason: CableReason
    text: Words

    def apply(self, state: TableState) -> TableState:
        answered = replace(
            state.cables[self.cable],
            status="granted" if self.granted else "refused",
            reason=self.reason,
            reply=self.text,
        )
        held = state.mandates.get(self.delegation, frozenset())
        wider = held | {self.red_line} if self.granted else held
        return replace(
            state,
            cables=put(state.cables, self.cable, answered),
            mandates=put(state.mandates, self.delegation, wider),
        )

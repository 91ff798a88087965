"""The whole joint text is signed or refused."""

from game.engine.acts import effects, endings, proposals
from game.engine.changes import put, replace
from game.engine.choices import Signature
from game.engine.command import HEADS, Command, act
from game.engine.event import Event, Story, only, shown_in
from game.engine.phases import SIGNING
from game.engine.scoring import crossed_red_lines
from game.engine.state import TableState
from game.engine.turn import Turn
from game.scenario.model import DelegationId, RedLineId


@act(by=HEADS, phases=SIGNING, bound=True, seated=True)
class DecideRatification(Command):
    """Sign the whole joint text or refuse it; may be changed until all have decided."""

    decision: Signature

    def decide(self, turn: Turn) -> None:
        """Sign or refuse; the last decision to come in opens them all."""
        first = turn.delegation not in turn.state.decisions
        turn.tell(
            RatificationDecided(at=turn.now, delegation=turn.delegation, decision=self.decision)
        )
        if first:
            turn.tell(RatificationReceived(at=turn.now, delegation=turn.delegation))
        if turn.state.present <= turn.state.decisions.keys():
            close_ratification(turn)


def close_ratification(turn: Turn) -> None:
    """Open the decisions; whoever has not decided has not signed. Then the talks end."""
    decisions: dict[DelegationId, Signature] = {
        delegation: "refuse" if delegation in turn.state.away else decision
        for delegation in turn.state.setup.delegations
        for decision in [turn.state.decisions.get(delegation, "refuse")]
    }
    signed = frozenset(d for d, decision in decisions.items() if decision == "sign")
    ratified = proposals.agreed(turn.structure, turn.state, signed)
    turn.tell(RatificationClosed(at=turn.now, decisions=decisions, ratified=ratified))
    effects.trigger(turn, "ratified" if ratified else "not_ratified")
    if not ratified:
        endings.conclude(turn, endings.unsigned(turn))
        return
    _felt_at_once(turn)
    for delegation in sorted(signed):
        _answer_to_capital(turn, delegation)
    endings.conclude(
        turn, "full_accord" if len(signed) == len(decisions) else "partial_accord", signed
    )


def _felt_at_once(turn: Turn) -> None:
    """What the signed clauses, and the issues of which nothing is said, do to the world."""
    package = turn.structure.silent_package(turn.state.setup.agenda)
    package.update(turn.state.text_package())
    for issue, option in package.items():
        for indicator, by in turn.structure.signed_effects({issue: option}).items():
            effects.move_indicator(turn, indicator, by, issue)


def _answer_to_capital(turn: Turn, delegation: DelegationId) -> None:
    """Signing what the capital forbids costs domestic support."""
    package = turn.structure.silent_package(turn.state.setup.agenda)
    package.update(turn.state.text_package())
    held = turn.state.mandates.get(delegation, frozenset())
    for line in crossed_red_lines(turn.structure, delegation, package, held):
        turn.tell(RedLineCrossed(at=turn.now, delegation=delegation, red_line=line.id))
        effects.move_standing(turn, delegation, -line.standing, line.id)


class RatificationDecided(Event):
    """Whether a delegation signs: its own secret until all are opened together."""

    audience = only("delegation")
    group = "text"
    panels = shown_in("status", "text")
    narrated = False
    is_activity = True

    delegation: DelegationId
    decision: Signature

    def apply(self, state: TableState) -> TableState:
        return replace(
            state,
            decisions=put(state.decisions, self.delegation, self.decision),
            decided=state.decided | {self.delegation},
        )


class RatificationReceived(Event):
    """That a delegation has decided, which everybody sees."""

    group = "text"
    panels = shown_in("status", "text")
    narrated = False

    delegation: DelegationId


class RatificationClosed(Event):
    """The decisions were opened."""

    group = "text"
    panels = shown_in("status", "brief", "text", "news")
    story = Story("text")

    decisions: dict[DelegationId, Signature]
    ratified: bool

    def apply(self, state: TableState) -> TableState:
        return replace(
            state,
            decisions=self.decisions,
            decided=frozenset(self.decisions),
            decisions_opened=True,
            decisions_opened_at=self.at,
        )


class RedLineCrossed(Event):
    """A delegation signed what its capital forbids."""

    audience = only("delegation")
    group = "world"
    panels = shown_in("status", "brief")
    story = Story("capital", "cables")

    delegation: DelegationId
    red_line: RedLineId

    def apply(self, state: TableState) -> TableState:
        lines = (*state.crossed.get(self.delegation, ()), self.red_line)
        return replace(state, crossed=put(state.crossed, self.delegation, lines))

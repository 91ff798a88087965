"""The whole joint text is signed or refused; how the talks, and the game, end."""

from game.engine import commands as c
from game.engine import events as e
from game.engine.commands import Signature
from game.engine.phases import PhaseName
from game.engine.rules import accords, cables, crises, drafting, implementation, talk, world
from game.engine.scoring import crossed_red_lines
from game.engine.turn import Turn
from game.scenario.model import DelegationId, Ending


def decide_ratification(turn: Turn, command: c.DecideRatification) -> None:
    """Sign or refuse; the last decision to come in opens them all."""
    first = turn.delegation not in turn.state.decisions
    turn.tell(
        e.RatificationDecided(at=turn.now, delegation=turn.delegation, decision=command.decision)
    )
    if first:
        turn.tell(e.RatificationReceived(at=turn.now, delegation=turn.delegation))
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
    ratified = drafting.agreed(turn.structure, turn.state, signed)
    turn.tell(e.RatificationClosed(at=turn.now, decisions=decisions, ratified=ratified))
    world.trigger(turn, "ratified" if ratified else "not_ratified")
    if not ratified:
        conclude(turn, unsigned(turn))
        return
    _felt_at_once(turn)
    for delegation in sorted(signed):
        _answer_to_capital(turn, delegation)
    conclude(turn, "full_accord" if len(signed) == len(decisions) else "partial_accord", signed)


def _felt_at_once(turn: Turn) -> None:
    """What the signed clauses, and the issues of which nothing is said, do to the world."""
    package = turn.structure.silent_package(turn.state.setup.agenda)
    package.update(turn.state.text_package())
    for issue, option in package.items():
        for indicator, by in turn.structure.signed_effects({issue: option}).items():
            world.move_indicator(turn, indicator, by, issue)


def unsigned(turn: Turn) -> Ending:
    """How talks without a signed text end: in a walk-out, if somebody essential is not there."""
    gone = turn.state.away & frozenset(turn.structure.rules.essential)
    return "walk_out" if gone else "no_agreement"


def conclude(
    turn: Turn, ending: Ending, signatories: frozenset[DelegationId] = frozenset()
) -> None:
    """End the negotiating; the game ends with it unless something must be carried out."""
    if not implementation.conclude(turn, ending, signatories):
        end_game(turn, "breakdown" if world.broken_down(turn) else ending, signatories)


def close_step(turn: Turn) -> None:
    """Close a step of implementation; the last one ends the game, if it has not broken down."""
    state = turn.state
    last = implementation.close_step(turn)
    if last and state.concluded is not None and not world.broken_down(turn):
        end_game(turn, state.concluded, state.signatories)


def _answer_to_capital(turn: Turn, delegation: DelegationId) -> None:
    """Signing what the capital forbids costs domestic support."""
    package = turn.structure.silent_package(turn.state.setup.agenda)
    package.update(turn.state.text_package())
    held = turn.state.mandates.get(delegation, frozenset())
    for line in crossed_red_lines(turn.structure, delegation, package, held):
        turn.tell(e.RedLineCrossed(at=turn.now, delegation=delegation, red_line=line.id))
        world.move_standing(turn, delegation, -line.standing, line.id)


def end_game(
    turn: Turn,
    ending: Ending,
    signatories: frozenset[DelegationId] = frozenset(),
    *,
    early: bool = False,
) -> None:
    """End the game: settle what is open, record the ending, open the debrief."""
    crises.lapse_schedule(turn)
    crises.settle_all(turn)
    cables.close_cables(turn)
    accords.lapse_offers(turn)
    talk.close_channels(turn)
    drafting.withdraw_all(turn)
    signed = tuple(sorted(signatories))
    turn.tell(e.GameEnded(at=turn.now, ending=ending, signatories=signed, early=early))
    turn.tell(e.PhaseOpened(at=turn.now, phase=PhaseName.DEBRIEF, round=0, deadline=None))

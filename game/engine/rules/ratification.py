"""The whole joint text is signed or refused, and the talks end."""

from game.engine import commands as c
from game.engine import events as e
from game.engine.commands import Signature
from game.engine.phases import PhaseName
from game.engine.rules import crises, drafting, talk, world
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
    if len(turn.state.decisions) == len(turn.state.setup.delegations):
        close_ratification(turn)


def close_ratification(turn: Turn) -> None:
    """Open the decisions; whoever has not decided has not signed. Then the talks end."""
    decisions: dict[DelegationId, Signature] = {
        delegation: turn.state.decisions.get(delegation, "refuse")
        for delegation in turn.state.setup.delegations
    }
    signed = frozenset(d for d, decision in decisions.items() if decision == "sign")
    ratified = drafting.agreed(turn.structure, turn.state, signed)
    turn.tell(e.RatificationClosed(at=turn.now, decisions=decisions, ratified=ratified))
    world.trigger(turn, "ratified" if ratified else "not_ratified")
    if not ratified:
        end_game(turn, "no_agreement")
        return
    for delegation in sorted(signed):
        _answer_to_capital(turn, delegation)
    everybody = len(signed) == len(decisions)
    end_game(turn, "full_accord" if everybody else "partial_accord", signed)


def _answer_to_capital(turn: Turn, delegation: DelegationId) -> None:
    """Signing what the capital forbids costs domestic support."""
    package = turn.structure.silent_package(turn.state.setup.agenda)
    package.update(turn.state.text_package())
    for line in crossed_red_lines(turn.structure, delegation, package):
        turn.tell(e.RedLineCrossed(at=turn.now, delegation=delegation, red_line=line.id))
        world.move_standing(turn, delegation, -line.standing, line.id)


def end_game(
    turn: Turn, ending: Ending, signatories: frozenset[DelegationId] = frozenset()
) -> None:
    """End the talks: settle what is open, record the ending, open the debrief."""
    crises.lapse_schedule(turn)
    crises.settle_all(turn)
    talk.close_channels(turn)
    for proposal in turn.state.open_proposals():
        turn.tell(e.ProposalWithdrawn(at=turn.now, proposal=proposal.id))
    turn.tell(e.GameEnded(at=turn.now, ending=ending, signatories=tuple(sorted(signatories))))
    turn.tell(e.PhaseOpened(at=turn.now, phase=PhaseName.DEBRIEF, round=0, deadline=None))

"""How fast the machine acts: as somebody who reads, thinks and types, in a talk of that length.

A ten-minute demonstration is brisk, a homework game of days is slow: pauses grow with the phase.
"""

from game.engine.acts.injects import AnswerInject
from game.engine.acts.proposals import CastBallot
from game.engine.acts.trades import AnswerTrade
from game.engine.command import Command
from game.engine.draws import Draws
from game.engine.state import TableState
from game.scenario.model import DelegationId

#: Seconds between two acts of a delegation in the shortest phases.
QUICKEST, SLOWEST = 3.0, 8.0
#: The same as parts of a phase, where that is longer.
SHORT, LONG = 0.016, 0.034
#: Seconds until a delegation answers what concerns it, however long the phase.
REACTION = 30.0
#: Seconds until a package or a crisis has been read, and the part of its clock that may take.
READING, READING_PART = 5.0, 0.2
#: Seconds, and part of a phase, between two messages of a talk.
GAP, GAP_PART = 4.0, 0.01


def pause(view: TableState, delegation: DelegationId, draws: Draws) -> float:
    """Seconds until the delegation next looks whether there is something to do."""
    length = _length(view)
    quickest, slowest = max(QUICKEST, SHORT * length), max(SLOWEST, LONG * length)
    luck = draws.fraction(f"{delegation} pause {view.seq} {view.phase.step.tag}")
    return quickest + (slowest - quickest) * luck


def read_by(view: TableState, command: Command) -> float:
    """When somebody could have read the proposal or the crisis that the command answers.

    Seconds since the epoch; 0 where there is nothing to read. Short clocks leave less time for it.
    """
    timings = view.setup.timings
    match command:
        case CastBallot():
            proposal = view.proposals.get(command.proposal)
            found = [] if proposal is None else [proposal.at]
            pause_ = min(READING, timings.roll_call * READING_PART)
        case AnswerTrade():
            channel = view.channels.get(command.channel)
            trades = channel.trades if channel is not None else ()
            found = [trade.at for trade in trades if trade.id == command.trade]
            pause_ = READING
        case AnswerInject():
            crisis = view.crises.get(command.inject)
            found = [] if crisis is None else [crisis.at]
            pause_ = min(READING, timings.decision * READING_PART)
        case _:
            return 0.0
    return max(found, default=0.0) + pause_


def message_gap(view: TableState) -> float:
    """Seconds that a message stays the last word before we answer or go on."""
    return max(GAP, min(REACTION, GAP_PART * _length(view)))


def _length(view: TableState) -> float:
    phase = view.phase
    return 0.0 if phase.deadline is None else phase.deadline - phase.opened_at

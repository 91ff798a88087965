"""Whether somebody may send a command now, as far as they know: for pages, before anybody tries."""

from game.engine.actors import Actor
from game.engine.command import Command
from game.engine.decide import admit, shut
from game.engine.refusals import Refused
from game.engine.state import TableState
from game.scenario.model import Structure


def may(
    structure: Structure, known: TableState, actor: Actor, command: type[Command]
) -> Refused | None:
    """The refusal that any command of that kind would meet now; None where one may pass.

    ``known`` is the table as far as the actor knows it, so that the answer tells no secret. The
    command is taken to be meant for the present step.
    """
    try:
        gate = admit(actor, command)
    except Refused as refused:
        return refused
    return shut(gate, structure, known, actor, known.phase.step.tag) or command.hindrance(
        structure, known, actor.delegation or ""
    )

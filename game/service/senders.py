"""Whose a command is, in the log: ids of different senders can never meet.

What is stored beside an event is the sender and a hash of the id that came with the command. The
sender follows from the login, so nobody can form an id of somebody else's: not of another person's,
nor of those that the clock and the server itself make.
"""

import hashlib

from game.engine.actors import Actor, Role
from game.engine.command import Command

#: The server itself, which opens tables and shortens the phases of practices.
SERVER = "server"
_ID_BYTES, _DIGEST_BYTES = 15, 16


def person(participant_id: str) -> str:
    """A participant as a sender."""
    return f"p:{participant_id}"


def instructor(instructor_id: int) -> str:
    """An instructor as a sender."""
    return f"i:{instructor_id}"


def practising(participant_id: str) -> str:
    """Somebody who steers their own practice, which is done in the instructor's role."""
    return f"x:{participant_id}"


def sender_of(actor: Actor) -> str:
    """The sender where nothing but the actor is known."""
    if actor.participant is not None:
        return person(actor.participant)
    if actor.role is Role.CLOCK or actor.role is Role.INSTRUCTOR:
        return str(actor.role)
    return f"bot:{actor.delegation}"


def stored_id(sender: str, command_id: str) -> str:
    """What is stored of a command's id, at most 64 characters."""
    told = hashlib.blake2b(command_id.encode(), digest_size=_ID_BYTES).hexdigest()
    whose = sender if len(sender) <= 32 else hashlib.sha256(sender.encode()).hexdigest()[:32]
    return f"{whose}:{told}"


def digest_of(command: Command) -> str:
    """What the command says, as 32 characters: the same id with another is no repeat."""
    said = f"{type(command).__name__} {command.model_dump_json()}"
    return hashlib.blake2b(said.encode(), digest_size=_DIGEST_BYTES).hexdigest()

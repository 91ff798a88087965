"""Lets the machine's delegations act through the same door as everybody else."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from game.bots.mind import Mind
from game.bots.policy import next_command
from game.bots.tempo import REACTION, READING, SLOWEST, pause, read_by
from game.engine.actors import Actor, Role
from game.engine.acts.trades import is_asked
from game.engine.draws import SeededDraws
from game.engine.refusals import Refused
from game.engine.state import TableState
from game.engine.views import of, seen_by
from game.scenario.model import DelegationId
from game.service.conferences import Conferences
from game.service.tables import Tables

LANGUAGE = "en"


@dataclass(frozen=True)
class _Waiting:
    """When a delegation looks again, and what it had heard when it last looked."""

    until: float
    heard: int


class StandIns:
    """Called by the clock for each running table; paces and submits what the machine chooses.

    What is kept here is the pace alone. A delegation's mind is made from its view at every look,
    so that a person can take the seat and hand it back at any time.
    """

    def __init__(
        self,
        tables: Tables,
        conferences: Conferences,
        is_practice: Callable[[int], bool] = lambda _conference_id: False,
    ) -> None:
        self._tables = tables
        self._conferences = conferences
        self._is_practice = is_practice
        self._waiting: dict[tuple[int, DelegationId], _Waiting] = {}

    def put_off(self, seconds: float) -> None:
        """Time has passed in which the server was not there: nobody's turn comes by that."""
        for key, waiting in self._waiting.items():
            self._waiting[key] = _Waiting(waiting.until + seconds, waiting.heard)

    def __call__(self, table_id: int) -> None:
        """Let every delegation of the table act that the machine plays and whose time has come."""
        held = self._conferences.stand_ins(table_id)
        for delegation in held:
            self._perhaps_act(table_id, delegation, held)

    def _perhaps_act(
        self, table_id: int, delegation: DelegationId, held: frozenset[DelegationId]
    ) -> None:
        now, state = self._tables.clock(), self._tables.state(table_id)
        heard = state.heard.get(delegation, 0)
        waiting = self._waiting.get((table_id, delegation))
        if waiting is None:
            # Just seated: it takes a breath before the first look, as after any other.
            waiting = _Waiting(now + self._pause(table_id, delegation, now), heard)
            self._waiting[table_id, delegation] = waiting
        if heard != waiting.heard:
            # Something concerns it: in a slow game it does not sleep until its next turn.
            waiting = _Waiting(min(waiting.until, now + REACTION), heard)
            self._waiting[table_id, delegation] = waiting
        if is_asked(state, delegation) and waiting.until > now + READING:
            # An invitation, or an offer in a talk: they sit face to face, and it is a line to read.
            waiting = _Waiting(now + READING, heard)
            self._waiting[table_id, delegation] = waiting
        awaited = _awaited(state, held)
        if awaited and waiting.until > now + SLOWEST:
            # These take no more time than in the shortest talks.
            waiting = _Waiting(now + SLOWEST, heard)
            self._waiting[table_id, delegation] = waiting
        if now >= waiting.until:
            until = now + self._pause(table_id, delegation, now)
            self._waiting[table_id, delegation] = _Waiting(until, heard)
            self._act(table_id, delegation, now, awaited=awaited)

    def _mind(
        self, table_id: int, delegation: DelegationId, now: float, *, awaited: bool = False
    ) -> Mind | None:
        record = self._conferences.table(table_id)
        if record is None:
            return None
        return Mind(
            scenario=self._tables.scenario_of(table_id),
            language=LANGUAGE,
            view=seen_by(self._tables.state(table_id), of(delegation)),
            delegation=delegation,
            now=now,
            # Tables that share a fate still have delegates of their own.
            draws=SeededDraws(f"{record.seed}-{table_id}"),
            level=self._conferences.get(record.conference_id).rules.level,
            # Whoever practises alone is ready early to see the machines play, not to stop them.
            awaited=awaited and not self._is_practice(record.conference_id),
        )

    def _pause(self, table_id: int, delegation: DelegationId, now: float) -> float:
        mind = self._mind(table_id, delegation, now)
        return REACTION if mind is None else pause(mind.view, delegation, mind.draws)

    def _act(self, table_id: int, delegation: DelegationId, now: float, *, awaited: bool) -> None:
        mind = self._mind(table_id, delegation, now, awaited=awaited)
        command = None if mind is None else next_command(mind)
        if mind is None or command is None:
            return
        if now < (read := read_by(mind.view, command)):
            # Nobody votes on a text, or answers a crisis, before they could have read it.
            self._waiting[table_id, delegation] = _Waiting(read, mind.view.seq)
            return
        try:
            self._tables.submit(
                table_id,
                Actor(Role.HEAD, delegation),
                command,
                command_id=secrets.token_hex(8),
                step=mind.view.phase.step.tag,
            )
        except Refused:
            # Somebody else's command came in between: it looks again next time.
            return


def _awaited(state: TableState, held: frozenset[DelegationId]) -> bool:
    """Whether people wait for machines alone: all delegations that people hold are ready."""
    people = state.present - held
    return bool(people) and people <= state.ready

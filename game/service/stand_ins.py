"""Lets the machine's delegations act through the same door as everybody else."""

import secrets

from game.bots.stand_in import Mind, next_command
from game.engine.actors import Actor, Role
from game.engine.errors import Refused
from game.engine.phases import PhaseName
from game.engine.views import of, view_for
from game.scenario.model import DelegationId
from game.service.chance import SeededDraws
from game.service.conferences import Conferences
from game.service.tables import Tables

#: Seconds between two acts of one delegation: slow enough to be read.
QUICKEST, SLOWEST = 3.0, 8.0


class StandIns:
    """Called by the clock for each running table; paces and submits what stand-ins choose."""

    def __init__(self, tables: Tables, conferences: Conferences) -> None:
        self._tables = tables
        self._conferences = conferences
        self._next: dict[tuple[int, DelegationId], float] = {}

    def __call__(self, table_id: int) -> None:
        """Let every stand-in of the table act whose time has come."""
        for delegation in self._conferences.stand_ins(table_id):
            now = self._tables.clock()
            if now >= self._next.get((table_id, delegation), 0.0):
                self._act(table_id, delegation, now)

    def _act(self, table_id: int, delegation: DelegationId, now: float) -> None:
        state = self._tables.state(table_id)
        record = self._conferences.table(table_id)
        if record is None:
            return
        draws = SeededDraws(f"{record.seed}-{table_id}")
        pause = QUICKEST + (SLOWEST - QUICKEST) * draws.fraction(f"{delegation} {state.seq}")
        self._next[table_id, delegation] = now + pause
        if state.name is PhaseName.BRIEFING and now - state.phase.opened_at < QUICKEST:
            return
        mind = Mind(
            scenario=self._tables.scenario_of(table_id),
            language="en",
            view=view_for(state, of(delegation)),
            delegation=delegation,
            now=now,
            draws=draws,
        )
        command = next_command(mind)
        if command is None:
            return
        try:
            self._tables.submit(
                table_id,
                Actor(Role.HEAD, delegation),
                command,
                command_id=secrets.token_hex(8),
                step=state.phase.step.tag,
            )
        except Refused:
            # Somebody else's command came in between: it looks again next time.
            return

"""Logs that a test writes straight into the store, as the service would have."""

from collections.abc import Sequence

from game.engine.acts.table import replay
from game.engine.stored import read_event
from game.service.standing import standing_of
from game.store.database import Database
from game.store.log import EventLog, StoredEvent


def append(database: Database, table_id: int, rows: Sequence[StoredEvent]) -> None:
    """Store the rows after those that the table's log has, and how it stands after them."""
    log = EventLog(database)
    bodies = [*log.bodies(table_id), *(row.body for row in rows)]
    log.append(table_id, rows, standing_of(replay(map(read_event, bodies))))

"""Runs the migrations on the connection that ``Database.upgrade`` hands over: all, or none."""

from alembic import context

from game.store.schema import metadata

connection = context.config.attributes["connection"]
sqlite = connection.dialect.name == "sqlite"
if sqlite:
    # SQLite alters a table by copying it and dropping the former, which would delete all rows that
    # refer to it. The switch has no effect within a transaction, so it comes before the first.
    connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
try:
    # Begun here, since Alembic by itself would commit each step on SQLite: a server that is killed
    # in between would leave a schema of no version.
    with connection.begin():
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
        if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"the migration would leave rows that refer to nothing: {broken}")
finally:
    if sqlite:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")

"""Runs the migrations on the connection that ``Database.migrate`` hands over."""

from alembic import context

from game.store.schema import metadata

connection = context.config.attributes["connection"]
# SQLite alters a table by copying it, which "batch" mode does.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
connection.commit()

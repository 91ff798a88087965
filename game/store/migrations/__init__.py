"""Alembic migrations: how an older game's database becomes this version's."""

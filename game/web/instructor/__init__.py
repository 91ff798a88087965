"""The instructor's room: conferences, people and seats, every table, the controls."""

from game.web.instructor import conference, home, table
from game.web.instructor.blueprint import bp

__all__ = ["bp", "conference", "home", "table"]

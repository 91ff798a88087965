"""The instructor's room: conferences, people and seats, every table, the controls."""

from game.web.instructor import (
    arrange,
    conference,
    erase,
    exports,
    guide,
    home,
    login,
    opinions,
    role_packs,
    roster,
    running,
    table,
)
from game.web.instructor.blueprint import bp

__all__ = [
    "arrange",
    "bp",
    "conference",
    "erase",
    "exports",
    "guide",
    "home",
    "login",
    "opinions",
    "role_packs",
    "roster",
    "running",
    "table",
]

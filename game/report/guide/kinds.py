"""Every kind of fact: importing the finders' modules registers them."""

from game.report.guide import public, secret
from game.report.guide.facts import KINDS, Kind, facts_of

__all__ = ["KINDS", "Kind", "facts_of", "public", "secret"]

"""The words on charts, in one language."""

from dataclasses import dataclass

from game.messages import words
from game.scenario.model import DelegationId
from game.scenario.texts import Texts


@dataclass(frozen=True)
class Labels:
    """The words on charts, in one language."""

    texts: Texts
    language: str

    def word(self, key: str, **details: str | int) -> str:
        """The catalogue's word for something on a chart."""
        return words("charts", self.language)[key].format(**details)

    def ending(self, ending: str | None) -> str:
        """How the talks ended."""
        return words("endings", self.language).get(ending or "", "")

    def short(self, delegation: DelegationId) -> str:
        """A delegation's short name."""
        found = self.texts.delegations.get(delegation)
        return found.short if found else delegation

    def indicator(self, indicator: str) -> str:
        """An indicator's name."""
        found = self.texts.indicators.get(indicator)
        return found.name if found else indicator

    def phase(self, phase: str) -> str:
        """A phase's name."""
        return words("phases", self.language).get(phase, phase)

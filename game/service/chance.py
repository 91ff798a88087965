"""Chance for the rules: from a table's seed, the same for the same label."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class SeededDraws:
    """Draws that depend on the seed and the label alone, so that a fate can be shared."""

    seed: str

    def fraction(self, label: str) -> float:
        """A number in [0, 1): the first 52 bits of a hash of seed and label."""
        digest = hashlib.sha256(f"{self.seed}\n{label}".encode()).digest()
        return (int.from_bytes(digest[:7], "big") >> 4) / (1 << 52)

"""Six Party Talks: a classroom negotiation game for six delegations."""

from game.threads import one_thread_for_matrices

__version__ = "0.1.0"

# Before anything of the game can import numpy, which reads these variables once.
one_thread_for_matrices()

"""Six Party Talks: a classroom negotiation game for six delegations."""

__version__ = "0.1.0"

"""Authored content: what is negotiated, by whom, and what each party wants from it."""

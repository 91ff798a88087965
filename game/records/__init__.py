"""Recorded games: one table's whole story in a file that can be read, checked and played back."""

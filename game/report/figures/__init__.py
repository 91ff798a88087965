"""Figures of a table, each a pure function of its event log and the scenario.

Points are hundredths, times are seconds on the table's own clock (pauses left out), shares are
between nought and one unless a docstring says otherwise. Figures hold ids and numbers, no words.
"""

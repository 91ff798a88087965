"""Delegations played by the machine: a view comes in, a command goes out."""

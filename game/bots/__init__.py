"""Delegations played by the machine: a view goes in, at most one command comes out."""

"""Trials of the server under faults: of processes, of the store, of time, of the network."""

"""The event log, and the directory of conferences and people."""

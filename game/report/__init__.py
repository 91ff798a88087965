"""The debrief: what a finished game comes to in figures, charts and pages."""

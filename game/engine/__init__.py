"""The rules, pure: no web, no clock, no chance, no database, and no Korea."""

"""What each command does, a module a part of the game."""

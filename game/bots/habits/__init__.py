"""What delegations of the machine do, a module a part of the game: each habit wants or passes."""

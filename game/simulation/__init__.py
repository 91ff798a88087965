"""Games that the machine plays against itself, without a server, a database or a wait."""

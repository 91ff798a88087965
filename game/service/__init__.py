"""The one door: people, machines, deadlines and the instructor all come in through here."""

"""Makes what templates show out of a view and the scenario's texts."""

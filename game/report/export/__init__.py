"""What is exported: tables of numbers, gradebooks, logs, and the conference file on paper."""

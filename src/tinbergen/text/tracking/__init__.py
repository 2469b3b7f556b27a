"""What was run, with what, and how it went."""

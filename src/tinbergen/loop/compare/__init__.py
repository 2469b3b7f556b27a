"""Two documents side by side: what was put in otherwise, and what that changes."""

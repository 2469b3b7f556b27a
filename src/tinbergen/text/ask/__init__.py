"""Questions about a report, answered with its own findings or not at all."""

"""The trade pack: openness, partners, tariffs, capital flows."""

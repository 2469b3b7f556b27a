"""The digital pack: how far digitalisation has come, what drives it, what it returns."""

"""Actors: a folder a pack, each with instruments, a loss and constraints of its own."""

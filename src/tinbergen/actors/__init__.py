"""Actors: a folder each, like that of a domain. An actor differs from one in its instruments, its
loss and its constraints, and in nothing else: its own variables stand in a satellite."""

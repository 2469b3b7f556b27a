"""The industry pack: structure, linkages, innovation, industrial policy."""

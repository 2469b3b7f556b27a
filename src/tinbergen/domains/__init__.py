"""Domain packs: a folder each, with its data, models, questions and methods."""

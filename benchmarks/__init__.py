"""What Tinbergen costs, beside what its peers cost: ``make bench``."""

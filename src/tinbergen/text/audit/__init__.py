"""Whether a model may be used: its card, its biases, its gate, its reviews, its adversary."""

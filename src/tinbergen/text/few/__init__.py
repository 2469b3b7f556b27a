"""Learning from few labels, from doubtful ones, from a teacher's; which texts to ask next."""

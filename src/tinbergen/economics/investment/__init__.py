"""Investment: what projects and portfolios are worth, when to invest, how to hedge."""

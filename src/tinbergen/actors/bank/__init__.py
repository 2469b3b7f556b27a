"""The bank: loans that go bad, capital, payouts; stress tests on every world of a case."""

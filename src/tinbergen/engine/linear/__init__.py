"""Linear rational expectations: solution, moments, responses, diagnosis."""

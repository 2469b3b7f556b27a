"""Statistics that know no model: forecasting, regression, cycles."""

"""The macroeconomic pack: growth, unemployment, inflation, public finances."""

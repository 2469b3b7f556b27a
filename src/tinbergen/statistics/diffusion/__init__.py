"""How technologies spread: curves of adoption and their ceilings."""

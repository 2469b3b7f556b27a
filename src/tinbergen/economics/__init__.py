"""Methods of economics that several domains share."""

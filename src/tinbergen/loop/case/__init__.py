"""Cases and packs: their files, schema, data and models."""

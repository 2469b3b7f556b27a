"""New periods arrive: learning them without forgetting, and noticing that texts have moved."""

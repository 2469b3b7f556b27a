"""The environment pack: emissions, carbon policy, climate."""

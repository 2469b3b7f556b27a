"""A trained model made smaller and faster, and how far it still says the same."""

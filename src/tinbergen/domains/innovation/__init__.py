"""The innovation pack: where research stands, what it yields, and what public money adds."""

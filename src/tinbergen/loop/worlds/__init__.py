"""Worlds: pictures of how the economy works, all answering the same five questions."""

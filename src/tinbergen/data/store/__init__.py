"""Observations with their vintages; the only way to read them is *as of* a vintage."""

from tinbergen.data.store.dating import Dated
from tinbergen.data.store.observation import Observation
from tinbergen.data.store.revisions import History, Revisions
from tinbergen.data.store.store import Store

__all__ = ["Dated", "History", "Observation", "Revisions", "Store"]

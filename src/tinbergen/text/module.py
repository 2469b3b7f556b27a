"""What networks are made of, for modules that say what one is: apart, because it imports torch."""

from __future__ import annotations

try:
    from torch.nn import Module as Module
except ModuleNotFoundError:
    # Saying what a network is must not need the extra; building one says what is missing.
    Module = object

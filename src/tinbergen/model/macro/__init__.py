"""Dynare's macro language: text with ``@#`` directives and ``@{...}`` to text without."""

from tinbergen.model.macro.expansion import Expanded, Include, expand

__all__ = ["Expanded", "Include", "expand"]

"""Parameters within bounds on a scale without bounds: logarithms and log odds."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: Exponents beyond it are no numbers.
_LARGEST = 700.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Between a parameter in (lower, upper) and a number without bounds."""

    lower: float
    upper: float

    def parameter(self, z: float) -> float:
        if math.isfinite(self.lower) and math.isfinite(self.upper):
            share = 1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))
            return self.lower + (self.upper - self.lower) * share
        if math.isfinite(self.lower):
            return self.lower + math.exp(min(z, _LARGEST))
        return self.upper - math.exp(min(z, _LARGEST)) if math.isfinite(self.upper) else z

    def free(self, x: float) -> float:
        if math.isfinite(self.lower) and math.isfinite(self.upper):
            return math.log((x - self.lower) / (self.upper - x))
        if math.isfinite(self.lower):
            return math.log(x - self.lower)
        return math.log(self.upper - x) if math.isfinite(self.upper) else x

    def slope(self, x: float) -> float:
        """The derivative of the parameter by the number, at the parameter."""
        if math.isfinite(self.lower) and math.isfinite(self.upper):
            return (x - self.lower) * (self.upper - x) / (self.upper - self.lower)
        if math.isfinite(self.lower):
            return x - self.lower
        return x - self.upper if math.isfinite(self.upper) else 1.0

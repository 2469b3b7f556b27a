"""What is random in a model: disturbances and coefficients, drawn the same for the same seed."""

from __future__ import annotations

import copy
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.plan import FrozenWorld
from tinbergen.engine.estimate.model_fit import ModelFit
from tinbergen.engine.estimate.results import normal_draws
from tinbergen.engine.stochastic.ensemble import normal_disturbances
from tinbergen.loop.case.calibration import block_diagonal

Array = NDArray[np.float64]

_NONE = np.zeros((0, 0))


def seed_of(what: str, seed: int) -> int:
    """A case's ``seed`` made that of random numbers which nothing else in it uses."""
    return int(np.random.SeedSequence((seed, zlib.crc32(what.encode()))).generate_state(1)[0])


@dataclass(frozen=True, slots=True)
class Draws:
    """Disturbances by equation (draws, periods) and coefficients by name (draws,)."""

    disturbances: Mapping[str, Array]
    parameters: Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Law:
    """The distributions of a model's coefficients and disturbances, and how often they are drawn.

    What is estimated varies jointly and normally as estimated: ``coefficients`` with
    ``coefficient_covariance`` (k, k), the disturbances of ``equations`` with
    ``residual_covariance`` (m, m). The rest varies as stated, independently and normally:
    ``disturbances`` and ``parameters`` are standard deviations by name.
    """

    draws: int
    seed: int
    coefficients: tuple[str, ...] = ()
    coefficient_covariance: Array = field(default_factory=lambda: _NONE)
    equations: tuple[str, ...] = ()
    residual_covariance: Array = field(default_factory=lambda: _NONE)
    disturbances: Mapping[str, float] = field(default_factory=dict)
    parameters: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        fit: ModelFit | None,
        draws: int,
        seed: int,
        disturbances: Mapping[str, float],
        parameters: Mapping[str, float],
        coefficients: tuple[str, ...] = (),
        covariance: Array | None = None,
    ) -> Law:
        """As estimated, here or elsewhere (``coefficients``), and as a case states."""
        given = _NONE if covariance is None else covariance
        if fit is None:
            return cls(
                draws, seed, coefficients, given, disturbances=disturbances, parameters=parameters
            )
        names = tuple(name for _, name in fit.fit.coefficient_names)
        return cls(
            draws, seed, (*names, *coefficients),
            block_diagonal([fit.fit.coefficient_covariance, given]), fit.equations,
            fit.fit.residual_covariance, disturbances, parameters,
        )  # fmt: skip

    @classmethod
    def thawed(cls, frozen: FrozenWorld, draws: int, seed: int) -> Law:
        """As a plan froze it."""
        return cls(
            draws, seed,
            frozen.coefficients, _square(frozen.coefficient_covariance),
            frozen.equations, _square(frozen.residual_covariance),
            dict(frozen.disturbances), dict(frozen.uncertain_parameters),
        )  # fmt: skip

    @property
    def empty(self) -> bool:
        """Whether nothing is random."""
        return not (self.equations or self.coefficients or self.disturbances or self.parameters)

    def draw(self, values: Mapping[str, float], periods: int) -> Draws:
        """Draws around parameters' ``values``; disturbances over ``periods``."""
        rng = np.random.default_rng(self.seed)
        found = self._estimated(values, periods, rng)
        disturbances, parameters = dict(found.disturbances), dict(found.parameters)
        for name, deviation in self.disturbances.items():
            disturbances[name] = deviation * rng.standard_normal((self.draws, periods))
        return Draws(disturbances, parameters | self._stated(values, rng))

    def parts(
        self, values: Mapping[str, float], periods: int, size: int
    ) -> Iterator[tuple[slice, Draws]]:
        """What :meth:`draw` draws, ``size`` at a time, without ever holding all disturbances.

        The random numbers of each equation come one after the other: where those of one begin is
        found by passing over those before it, and each is then drawn from there.
        """
        rng = np.random.default_rng(self.seed)
        found = self._estimated(values, periods, rng)
        cuts = [slice(k, min(k + size, self.draws)) for k in range(0, self.draws, size)]
        streams = {}
        for name in self.disturbances:
            streams[name] = copy.deepcopy(rng)
            for part in cuts:
                rng.standard_normal((part.stop - part.start, periods))
        parameters = dict(found.parameters) | self._stated(values, rng)
        for part in cuts:
            shape = (part.stop - part.start, periods)
            disturbances = {n: d[part] for n, d in found.disturbances.items()}
            for name, deviation in self.disturbances.items():
                disturbances[name] = deviation * streams[name].standard_normal(shape)
            yield part, Draws(disturbances, {n: d[part] for n, d in parameters.items()})

    def _estimated(
        self, values: Mapping[str, float], periods: int, rng: np.random.Generator
    ) -> Draws:
        """What varies as estimated."""
        disturbances: dict[str, Array] = {}
        parameters: dict[str, Array] = {}
        if self.coefficients or self.equations:
            mean = np.array([values[name] for name in self.coefficients])
            drawn = normal_draws(mean, self.coefficient_covariance, self.draws, rng)
            parameters = {name: drawn[:, k] for k, name in enumerate(self.coefficients)}
        if self.equations:
            errors = normal_disturbances(self.residual_covariance, self.draws, periods, rng)
            disturbances = {name: errors[:, :, k] for k, name in enumerate(self.equations)}
        return Draws(disturbances, parameters)

    def _stated(self, values: Mapping[str, float], rng: np.random.Generator) -> dict[str, Array]:
        """Parameters that vary as stated."""
        return {
            name: values[name] + deviation * rng.standard_normal(self.draws)
            for name, deviation in self.parameters.items()
        }

    def frozen(self, name: str, values: Mapping[str, float]) -> FrozenWorld:
        """What makes the same draws again, with the values around which they are."""
        return FrozenWorld(
            name, "model", tuple(values.items()), self.coefficients,
            _rows(self.coefficient_covariance), self.equations, _rows(self.residual_covariance),
            tuple(self.disturbances.items()), tuple(self.parameters.items()),
        )  # fmt: skip


def _rows(matrix: Array) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in matrix.tolist())


def _square(rows: tuple[tuple[float, ...], ...]) -> Array:
    return np.array(rows, dtype=float).reshape(len(rows), len(rows))

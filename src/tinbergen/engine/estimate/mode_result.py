"""What estimation at the posterior mode returns: parameters beside their priors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tinbergen.core.errors import Language
from tinbergen.core.period import Span
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.engine.linear.linear_model import Array
from tinbergen.model.model import Model

if TYPE_CHECKING:
    import pandas as pd

#: Of a prior's variance, what the data must take away for them to count as moving a parameter.
_MOVED = 0.1

_SAID = Text(
    "{model}, {sample}: posterior mode, log likelihood {loglik:.2f}, log prior {prior:.2f}, log "
    "marginal likelihood {marginal:.2f} (Laplace), standard errors by the {curvature}",
    "{model}，{sample}：后验众数，对数似然 {loglik:.2f}，对数先验 {prior:.2f}，对数边际似然 "
    "{marginal:.2f}（拉普拉斯近似），标准误依据 {curvature}",
)
_OMITTED = Text("left out: {spans}", "剔除：{spans}")
_UNMOVED = Text("priors alone decide on {names}", "仅由先验决定：{names}")


@dataclass(frozen=True, slots=True, eq=False)
class ModeEstimate(Result):
    """A model at the mode of its posterior, K parameters.

    ``model`` carries the estimates, variances of shocks included. ``names`` are as the
    estimated_params block writes them; ``priors`` their shapes, means and standard deviations, an
    empty shape for none. ``mode`` (K,) with ``covariance`` (K, K), in the parameters' own units, by
    ``curvature``: the hessian of the log posterior, or the information of data and priors.
    ``loglik`` is of the periods of ``sample`` given those before, ``log_marginal`` its Laplace
    approximation with parameters integrated out (without priors no proper one). ``observed`` are
    the standard deviations of measurement errors; periods in ``omitted`` were taken as missing.
    """

    model: Model
    names: tuple[str, ...]
    priors: tuple[tuple[str, float, float], ...]
    mode: Array
    covariance: Array
    loglik: float
    log_prior: float
    log_marginal: float
    observed: Mapping[str, float]
    sample: Span
    omitted: tuple[Span, ...]
    steps: int
    curvature: str

    @property
    def standard_errors(self) -> Array:
        """Shape (K,)."""
        return np.sqrt(np.diagonal(self.covariance))

    @property
    def learned(self) -> Array:
        """The share of each prior's variance that the data take away, (K,); one without a prior.

        Near zero the prior alone decides.
        """
        spread = np.array([deviation if shape else np.inf for shape, _, deviation in self.priors])
        return np.asarray(1 - np.minimum(1.0, (self.standard_errors / spread) ** 2))

    @property
    def unmoved(self) -> tuple[str, ...]:
        """Parameters whose priors the data leave as they are, in width and place.

        Neither a tenth of the variance is gone, nor has the mode moved by half a deviation.
        """
        return tuple(
            name
            for name, share, x, (shape, mean, deviation) in zip(
                self.names, self.learned, self.mode, self.priors, strict=True
            )
            if shape and share < _MOVED and abs(x - mean) < deviation / 2
        )

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        shapes, means, deviations = zip(*self.priors, strict=True)
        columns = {
            "prior": shapes, "mean": means, "sd": deviations, "mode": self.mode,
            "se": self.standard_errors, "learned": self.learned,
        }  # fmt: skip
        return pd.DataFrame(columns, index=pd.Index(self.names, name="parameter"))

    def summary(self, lang: Language = "en") -> str:
        """The table, and which parameters the data do not move."""
        said = [_SAID.fill(
            model=self.model.name, sample=f"{self.sample.start}:{self.sample.end}",
            loglik=self.loglik, prior=self.log_prior, marginal=self.log_marginal,
            curvature=self.curvature,
        )]  # fmt: skip
        if self.omitted:
            spans = ", ".join(f"{s.start}:{s.end}" for s in self.omitted)
            said.append(_OMITTED.fill(spans=spans))
        if self.unmoved:
            said.append(_UNMOVED.fill(names=", ".join(self.unmoved)))
        table = self.to_frame().to_string(float_format=lambda x: f"{x:.4f}")
        return "\n".join([*(text(lang) for text in said), table])

    def to_dict(self) -> dict[str, Any]:
        """For machine output: sample, likelihoods, parameters with prior, mode and error."""
        rows = zip(
            self.names, self.priors, self.mode.tolist(), self.standard_errors.tolist(),
            self.learned.tolist(), strict=True,
        )  # fmt: skip
        return {
            "model": self.model.name,
            "sample": [str(self.sample.start), str(self.sample.end)],
            "omitted": [[str(s.start), str(s.end)] for s in self.omitted],
            "loglik": self.loglik,
            "log_prior": self.log_prior,
            "log_marginal": self.log_marginal,
            "curvature": self.curvature,
            "parameters": {
                name: {
                    "prior": shape or None,
                    "mean": mean if shape else None,
                    "sd": deviation if shape and np.isfinite(deviation) else None,
                    "mode": x, "se": se, "learned": share,
                }
                for name, (shape, mean, deviation), x, se, share in rows
            },
        }  # fmt: skip

"""Durbin and Koopman (2012), Time Series Analysis by State Space Methods, sections 2.2 and 2.10.

The flow of the Nile, 1871 to 1970, as a random walk with noise: variances 15099 and 1469.1, log
likelihood -632.54 with a diffuse start. Data: statsmodels.
"""

import pytest

import tinbergen as tb
from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset

MODEL = """var flow level; varexo noise step; model(linear);
flow = level + noise; level = level(-1) + step; end;
shocks; var noise; stderr 100; var step; stderr 50; end; varobs flow;
estimated_params; stderr noise, 100; stderr step, 50; end;
"""


def test_the_level_of_the_nile() -> None:
    from statsmodels.datasets import nile

    flow = nile.load_pandas().data["volume"].to_numpy()
    data = Dataset.of(Period.parse("1871"), {"flow": flow})
    # The first year tells where the level stands; the likelihood is that of the others.
    fit = tb.estimate_mode(tb.parse(MODEL), data, sample="1872:1970")
    assert fit.mode**2 == pytest.approx([15099, 1469.1], rel=1e-3)
    assert fit.loglik == pytest.approx(-632.54, abs=0.01)

"""The pictures of the United States: values estimated to 2019, natural rates that move sensibly.

Those of Japan are in test_japan.
"""

from pathlib import Path

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.core.period import Period, Span
from tinbergen.data.sources import us_quarterly
from tinbergen.engine.estimate.posterior_mode import without
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.engine.linear.tracking import smooth
from tinbergen.model.library import load

FOLDER = Path(tb.__file__).parent / "domains" / "macro"
OBSERVED = {"GROWTH": 0.2, "U": 0.03, "INFL": 0.2, "r": 0.05}
OMIT = Span.parse("2020Q1:2021Q1")
#: The natural rate of unemployment as the Congressional Budget Office has it, by and large, and how
#: far a picture may be off.
CBO = {"1965Q1": 5.5, "1980Q1": 6.1, "1990Q1": 5.5, "2003Q4": 5.0, "2019Q4": 4.4}
OFF = 0.7


@pytest.fixture(scope="module", params=["anchored", "accelerating", "sluggish"])
def picture(request):
    """A picture, and its variables as smoothed on all data, by name and quarter."""
    model = load(FOLDER / f"us_{request.param}.mod")
    data = us_quarterly()
    solved = equilibrium(model)
    states = smooth(solved, without(data, OBSERVED, [OMIT]), OBSERVED).states
    names = solved.model.endogenous

    def at(name: str, quarter: str) -> float:
        value = states[data.span.position(Period.parse(quarter)), names.index(name)]
        return float(value + solved.steady.values[name])

    return request.param, model, at


def test_natural_rates_are_those_of_the_budget_office_by_and_large(picture) -> None:
    _, _, at = picture
    for quarter, published in CBO.items():
        assert at("U_NATURAL", quarter) == pytest.approx(published, abs=OFF), quarter
    assert -9.5 < at("GAP", "1982Q4") < -6.5 and -8 < at("GAP", "2009Q3") < -5
    assert 3.4 < at("TREND", "1965Q1") < 4 and 1.8 < at("TREND", "2019Q4") < 2.3
    assert 5 < at("ANCHOR", "1980Q4") < 7 and 2 < at("ANCHOR", "2012Q4") < 3
    assert 1.5 < at("NATURAL", "1985Q1") < 3.2 and 0 < at("NATURAL", "2019Q4") < 1


def test_the_file_carries_the_mode(picture) -> None:
    """Estimated anew from its values on the sample that it names, they stay, as do likelihoods."""
    name, model, _ = picture
    fit = tb.estimate_mode(
        model, us_quarterly(), observed=OBSERVED, sample="1961Q1:2019Q4", hessian=False
    )
    assert fit.steps <= 8
    given = [
        fit.model.values[n] if n in model.values else np.nan
        for n in fit.names if not n.startswith("stderr")
    ]  # fmt: skip
    own = [model.values[n] for n in fit.names if not n.startswith("stderr")]
    np.testing.assert_allclose(own, given, atol=2e-3)
    said = (FOLDER / f"us_{name}.mod").read_text(encoding="utf-8").split("likelihood ")[1]
    assert fit.loglik == pytest.approx(float(said.partition(",")[0]), abs=0.05)
    okun = fit.to_frame().loc["okun"]
    assert 0.5 < okun["mode"] < 0.7 and okun["learned"] > 0.3
    # The data say nothing of how natural rates move; the priors do.
    assert "stderr e_u_natural" in fit.unmoved

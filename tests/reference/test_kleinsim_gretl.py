"""gretl's script kleinsim.inp: half a billion more government wages from 1933 on, in Klein's Model I.

gretl 2022c prints the effects on X, C and I at its FIML estimates to three decimals.
"""

import numpy as np

from tinbergen.core.period import Period
from tinbergen.data.sources import library_data
from tinbergen.engine.control.sensitivity import multipliers
from tinbergen.engine.estimate.model_fit import estimate
from tinbergen.engine.simulate.backward import simulate, track
from tinbergen.model.library import load

SPAN = Period.parse("1933").to(Period.parse("1939"))
GRETL = {
    "X": [0.250, 0.517, 0.727, 0.868, 0.949, 0.985, 0.990],
    "C": [0.403, 0.553, 0.686, 0.782, 0.842, 0.875, 0.887],
    "I": [-0.153, -0.036, 0.042, 0.086, 0.106, 0.110, 0.103],
}


def test_effects_of_government_wages() -> None:
    data = library_data("klein1")
    model = estimate(load("klein1"), data, method="fiml").model
    wages = np.array(data["Wg"])
    wages[data.span.position(SPAN.start) :] += 0.5
    base = simulate(model, data, SPAN)
    raised = simulate(model, data.assign(Wg=wages), SPAN)
    effect = raised - base
    by_multipliers = multipliers(model, base, tuple(GRETL), ("Wg",)).sum(axis=2)[:, :, 0] / 2
    for k, (name, published) in enumerate(GRETL.items()):
        np.testing.assert_allclose(effect[name], published, rtol=0, atol=0.5001e-3)
        np.testing.assert_allclose(by_multipliers[:, k], effect[name], rtol=1e-9)

    # The same against what happened: the residuals that reproduce history are kept.
    residuals = track(model, data, SPAN)
    history = simulate(model, data, SPAN, residuals=residuals)
    otherwise = simulate(model, data.assign(Wg=wages), SPAN, residuals=residuals)
    for name, published in GRETL.items():
        np.testing.assert_allclose(
            history[name], data.window(SPAN.start, SPAN.end)[name], atol=1e-8
        )
        np.testing.assert_allclose((otherwise - history)[name], published, rtol=0, atol=0.5001e-3)

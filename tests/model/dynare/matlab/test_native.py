"""What may be missing because a line for MATLAB is not executed."""

import pytest

from tinbergen.core.errors import Location
from tinbergen.model.dynare.matlab.native import consequence
from tinbergen.model.statements import Native

LINES = {
    "plot(oo_.irfs.y_e);": "nothing",
    "figure('Name', 'x');": "nothing",
    "disp(['a = ' num2str(3)])": "nothing",
    "fprintf('%s\\n', 'M_.params = 3');": "answer",
    "save results oo_": "nothing",
    "load params.mat": "values",
    "params = load('params');": "values",
    "x = [1 2 3];": "values",
    "irf = oo_.irfs.y_e;": "values",
    "options_.noprint = 1;": "nothing",
    "options_.qz_criterium = 1.01;": "answer",
    "options_.order == 2": "values",
    "M_.params(strmatch('alpha', M_.param_names, 'exact')) = 0.3;": "answer",
    "M_.Sigma_e(1, 1) = 0.5^2;": "answer",
    "oo_.dr.ys{2} = 1;": "answer",
    "[M_.params, x] = calibrate(x);": "answer",
    "set_param_value('rho', rhos(k));": "answer",
    "for k = 1:10": "repetition",
    "if x > 2": "repetition",
    "end": "repetition",
    "title = 3": "values",
    "endpoints = 3 + x": "values",
}


@pytest.mark.parametrize(("text", "expected"), LINES.items())
def test_consequences(text: str, expected: str) -> None:
    assert consequence(Native(text, Location("x.mod", 1))) == expected


def test_scalars_that_were_understood_change_nothing() -> None:
    line = Native("set_param_value('rho', 0.5);", Location("x.mod", 1), "rho")
    assert consequence(line) == "nothing"

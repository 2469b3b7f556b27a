"""stoch_simul and forecast of Dynare 5.3 itself, on our own small models, option by option.

Tests skip where Octave or Dynare is not installed. Simulated moments depend on the random numbers
and are compared only through the filters, on a series of our own.
"""

import shutil
import subprocess
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from tinbergen.dynare.forecasting import ModelForecast
from tinbergen.dynare.run import run
from tinbergen.engine.linear.filters import (
    baxter_king,
    hodrick_prescott,
    one_sided_hodrick_prescott,
)
from tinbergen.engine.linear.stoch_simul import StochSimul
from tinbergen.model.dynare.parser import parse

DYNARE = (Path("/usr/lib/dynare/matlab"), Path("/usr/share/dynare/matlab"))

pytestmark = pytest.mark.slow

GROWTH = """\
var c k z b;
varexo e u;
parameters alpha beta delta rho;
alpha = 0.33; beta = 0.99; delta = 0.025; rho = 0.95;
model;
1/c = beta/c(+1)*(alpha*z(+1)*k^(alpha - 1) + 1 - delta);
c + k = b*z*k(-1)^alpha + (1 - delta)*k(-1);
log(z) = rho*log(z(-1)) + e + 0.3*u(-1);
log(b) = 0.4*log(b(-2)) + u;
end;
steady_state_model;
z = 1; b = 1; k = ((1/beta - 1 + delta)/alpha)^(1/(alpha - 1)); c = k^alpha - delta*k;
end;
steady;
"""
CORRELATED = "shocks; var e; stderr 0.007; var u; stderr 0.01; corr e, u = 0.4; end;\n"
APART = "shocks; var e; stderr 0.007; var u; stderr 0.01; end;\n"
HISTORY = "histval; k(0) = 25; z(0) = 1.02; b(0) = 1; b(-1) = 0.97; u(0) = 0.01; c(0) = 2; end;\n"
WALK = """\
var y x w;
varexo e u;
model(linear);
y = y(-1) + x + e;
x = 0.8*x(-1) + u;
w = y - y(-1);
end;
shocks; var e; stderr 0.5; var u; stderr 0.2; var e, u = 0.03; end;
"""
STEPS = "conditional_variance_decomposition=[1 4 12]"

CASES = {
    "plain": GROWTH + APART + f"stoch_simul(order=1, {STEPS}, contemporaneous_correlation);\n",
    "correlated": GROWTH + CORRELATED + f"stoch_simul(order=1, {STEPS}, ar=3, irf=7);\n",
    "chosen": GROWTH + CORRELATED + "stoch_simul(order=1, irf=5, irf_shocks=(u)) k c;\n",
    "relative": GROWTH + CORRELATED + "stoch_simul(order=1, relative_irf, irf=5);\n",
    "loglinear": GROWTH + CORRELATED + f"stoch_simul(order=1, loglinear, {STEPS});\nforecast;\n",
    "hp": GROWTH + CORRELATED + "stoch_simul(order=1, hp_filter=1600);\n",
    "band": GROWTH + APART + "stoch_simul(order=1, bandpass_filter=[6,32], irf=0);\n",
    "band_default": GROWTH + CORRELATED + "stoch_simul(order=1, bandpass_filter, ar=2);\n",
    "walk": WALK + f"stoch_simul(order=1, {STEPS});\nforecast(periods=8, conf_sig=0.8) y w;\n",
    "walk_hp": WALK + "stoch_simul(hp_filter=400, irf=0);\n",
    "aim": GROWTH + APART + "stoch_simul(order=1, aim_solver);\n",
    "reduction": GROWTH + APART + "stoch_simul(order=1, dr=cycle_reduction);\n",
    "from_history": GROWTH + HISTORY + CORRELATED
    + "stoch_simul(order=1, nomoments, irf=0);\nforecast(periods=6);\n",
    "history_logs": GROWTH + HISTORY + CORRELATED
    + "stoch_simul(order=1, loglinear, nocorr, nodecomposition, irf=0);\nforecast(periods=6);\n",
}  # fmt: skip

BATCH = r"""
addpath {dynare}
warning('off', 'all');
tb_names = {{{names}}};
for tb_k = 1:numel(tb_names)
  tb_name = tb_names{{tb_k}};
  oo_ = struct();
  tb_file = fopen([tb_name '.numbers'], 'w');
  tb_put = @(name, x) fprintf(tb_file, '%s %d %d%s\n', name, rows(x), columns(x), ...
                              sprintf(' %.17g', x));
  try
    dynare([tb_name '.mod'], 'noclearall', 'nolog', 'nostrict', 'nointeractive', 'nograph');
    tb_put('steady', oo_.steady_state);
    for tb_f = {{'mean', 'var', 'variance_decomposition', 'contemporaneous_correlation'}}
      if isfield(oo_, tb_f{{1}}), tb_put(tb_f{{1}}, oo_.(tb_f{{1}})); end
    end
    if isfield(oo_, 'autocorr')
      for tb_l = 1:numel(oo_.autocorr), tb_put(sprintf('autocorr%d', tb_l), oo_.autocorr{{tb_l}}); end
    end
    if isfield(oo_, 'conditional_variance_decomposition')
      for tb_l = 1:size(oo_.conditional_variance_decomposition, 2)
        tb_put(sprintf('ahead%d', tb_l), reshape(oo_.conditional_variance_decomposition(:, tb_l, :), ...
               size(oo_.conditional_variance_decomposition, 1), []));
      end
    end
    if isfield(oo_, 'irfs') && isstruct(oo_.irfs)
      for tb_f = fieldnames(oo_.irfs)', tb_put(['irf_' tb_f{{1}}], oo_.irfs.(tb_f{{1}})); end
    end
    if isfield(oo_, 'forecast')
      for tb_p = {{'Mean', 'HPDinf', 'HPDsup'}}
        for tb_f = fieldnames(oo_.forecast.Mean)'
          tb_put([tb_p{{1}} '_' tb_f{{1}}], oo_.forecast.(tb_p{{1}}).(tb_f{{1}}));
        end
      end
    end
  catch tb_fault
    fprintf(tb_file, 'fault: %s\n', strrep(tb_fault.message, "\n", ' '));
  end
  fclose(tb_file);
end
tb_y = load('series.txt');
tb_file = fopen('filters.numbers', 'w');
tb_put = @(name, x) fprintf(tb_file, '%s %d %d%s\n', name, rows(x), columns(x), sprintf(' %.17g', x));
[tb_t, tb_c] = sample_hp_filter(tb_y, 1600); tb_put('hp', tb_c);
[tb_t, tb_c] = one_sided_hp_filter(tb_y, 1600); tb_put('one_sided', tb_c);
tb_d = baxter_king_filter(dseries(tb_y, '1q1'), 6, 32, 12); tb_put('band', tb_d.data);
fclose(tb_file);
"""

Numbers = dict[str, np.ndarray[Any, np.dtype[np.float64]]]
SERIES = np.cumsum(np.random.default_rng(1).standard_normal((120, 2)), axis=0)


@pytest.fixture(scope="module")
def dynare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Numbers]:
    """All cases, run in one Octave."""
    place = next((path for path in DYNARE if path.is_dir()), None)
    if shutil.which("octave") is None or place is None:
        pytest.skip("Octave with Dynare is not installed here")
    folder = tmp_path_factory.mktemp("dynare")
    for name, text in CASES.items():
        (folder / f"{name}.mod").write_text(text)
    np.savetxt(folder / "series.txt", SERIES, fmt="%.17g")
    names = ", ".join(f"'{name}'" for name in CASES)
    (folder / "batch.m").write_text(BATCH.format(dynare=place, names=names))
    command = ["octave", "--no-gui", "--no-init-file", "batch.m"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=400, check=False)
    (folder / "log.txt").write_bytes(done.stdout + done.stderr)
    return {name: read(folder / f"{name}.numbers") for name in (*CASES, "filters")}


def read(path: Path) -> Numbers:
    numbers = {}
    for line in path.read_text().splitlines():
        key, *rest = line.split()
        assert key != "fault:", f"{path.stem}: {line}"
        numbers[key] = np.array(rest[2:], float).reshape(int(rest[1]), int(rest[0])).T
    return numbers


@pytest.mark.parametrize("name", CASES)
def test_the_same_numbers(dynare: dict[str, Numbers], name: str) -> None:
    theirs = dynare[name]
    session = run(parse(CASES[name]))
    assert [a.error for a in session.answers if a.error] == []
    found = next(a.result for a in session.answers if isinstance(a.result, StochSimul))
    own = [n for n in found.model.endogenous if n.isidentifier()]
    same([found.steady.values[n] for n in own], theirs["steady"].ravel()[: len(own)])
    compared = set()
    for key, values in ours(found).items():
        if key in theirs:
            same(values, theirs[key], key)
            compared.add(key)
    expected = {k for k in theirs if k != "steady" and not k.startswith(("Mean", "HPD"))}
    assert compared == expected
    for forecast in (a.result for a in session.answers if isinstance(a.result, ModelForecast)):
        rows = [found.model.endogenous.index(n) for n in forecast.variables]
        width = carried_too_far(found, len(forecast.mean))[:, rows]
        width *= NormalDist().inv_cdf((1 + forecast.coverage) / 2)
        same((forecast.upper - forecast.lower)[0], 2 * width[0])
        for k, n in enumerate(forecast.variables):
            same(forecast.mean[:, k], theirs[f"Mean_{n}"].ravel())
            same(forecast.mean[:, k] - width[:, k], theirs[f"HPDinf_{n}"].ravel())
            same(forecast.mean[:, k] + width[:, k], theirs[f"HPDsup_{n}"].ravel())


def carried_too_far(found: StochSimul, periods: int) -> Any:
    """Dynare 5.3's standard deviations of forecast errors, (periods, n).

    From the second period on it carries each period's shocks one step further than they have come;
    ours are those of the errors, which ``tests/dynare/test_stochastic.py`` shows.
    """
    rule, covariance = found.solution.rule, found.covariance
    pushed = rule.impact @ covariance @ rule.impact.T
    spread = np.zeros_like(pushed)
    deviations = np.empty((periods, len(rule.ghx)))
    for t in range(periods):
        error = rule.ghx @ spread @ rule.ghx.T + rule.ghu @ covariance @ rule.ghu.T
        deviations[t] = np.sqrt(np.diagonal(error))
        pushed = rule.transition @ pushed @ rule.transition.T
        spread = spread + pushed
    return deviations


def ours(found: StochSimul) -> dict[str, Any]:
    """Under the names and in the units of Dynare's results."""
    known: dict[str, Any] = {}
    if found.mean is not None:
        assert found.second is not None
        known |= {"mean": found.mean[:, None], "var": found.second}
    if found.correlation is not None:
        known["contemporaneous_correlation"] = found.correlation
    if found.decomposition is not None:
        known["variance_decomposition"] = 100 * found.decomposition
    if found.autocorrelation is not None:
        # Of filtered variables Dynare 5.3 gives the matrices the other way round.
        turned = found.request.filter is not None
        known |= {
            f"autocorr{h}": a.T if turned else a for h, a in enumerate(found.autocorrelation, 1)
        }
    if found.conditional is not None:
        known |= {f"ahead{h}": a for h, a in enumerate(found.conditional, 1)}
    for shock, paths in found.irfs.items():
        for k, name in enumerate(found.variables):
            known[f"irf_{name}_{shock}"] = paths[:, k][None]
    return known


def same(found: Any, expected: Any, label: str = "") -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-9, err_msg=label)


def test_filters_of_series(dynare: dict[str, Numbers]) -> None:
    theirs = dynare["filters"]
    same(hodrick_prescott(SERIES, 1600), theirs["hp"])
    same(one_sided_hodrick_prescott(SERIES, 1600), theirs["one_sided"])
    same(baxter_king(SERIES, 6, 32), theirs["band"])

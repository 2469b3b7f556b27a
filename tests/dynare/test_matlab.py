"""Lines for MATLAB in a run of a model file: results that they read, values that nobody knows."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.dynare.run import run, solve
from tinbergen.dynare.state import Session
from tinbergen.engine.linear.solution import Equilibrium
from tinbergen.engine.linear.stoch_simul import StochSimul
from tinbergen.model.dynare.matlab.native import consequence
from tinbergen.model.dynare.parser import parse

MODEL = (
    "var y k;\nvarexo e u;\nparameters a b;\na = 0.5;\nb = 2;\n"
    "model;\ny = a*y(-1) + b + e;\nk = 0.9*k(-1) + y + u;\nend;\n"
)


def session_of(lines: str, **given: float) -> Session:
    return run(parse(MODEL + lines, values=given))


def faults(session: Session) -> dict[str, str]:
    return {a.command.name: a.error.code for a in session.answers if a.error}


READ = {
    "x = oo_.steady_state(2);": 40.0,
    "x = oo_.steady_state(strmatch('k', M_.endo_names, 'exact'));": 40.0,
    "i = varlist_indices('k', M_.endo_names); x = oo_.dr.ys(i);": 40.0,
    "x = oo_.steady_state(strcmp(M_.endo_names, 'k'))/2;": 20.0,
    "for i = 1:M_.endo_nbr, z(i) = oo_.steady_state(i); end\nx = sum(z);": 44.0,
    "if oo_.steady_state(1) > 3, x = 1; else, x = 2; end": 1.0,
}


@pytest.mark.parametrize("lines", READ)
def test_results_are_read_where_they_stand(lines: str) -> None:
    session = session_of(f"steady;\n{lines}\nhistval;\nk(0) = x;\nend;\n")
    assert session.history == {("k", 0): pytest.approx(READ[lines])}
    assert {consequence(line) for line in session.native} == {"nothing"}
    assert not session.notices


def test_parameters_shocks_and_paths_of_results() -> None:
    session = session_of(
        "steady;\nb = oo_.steady_state(1)/2;\nset_param_value('a', oo_.steady_state(1)/8);\n"
        "v = oo_.steady_state(1)*[1; 2];\n"
        "shocks;\nvar e; stderr oo_.steady_state(1);\nvar u; periods 2:3 5; values (v) (v(2));\nend;\n"
        "steady;\noo_.steady_state(2) = 7;\n"
    )
    assert session.values == {"a": 0.5, "b": 2.0}
    (block,) = session.shocks
    assert block.moments[0].value.number == pytest.approx(4)
    assert block.paths[0].periods == ((2, 2), (3, 3), (5, 5))
    assert [v.number for v in block.paths[0].values] == pytest.approx([4, 8, 8])
    assert session.initial["k"] == 7


def test_a_vector_fits_its_periods() -> None:
    for vector in ("v = [1 2 3];", "steady;\nv = [1 2 3]*oo_.steady_state(1);"):
        text = MODEL + vector + "\nshocks;\nvar e; periods 1:2; values (v);\nend;\nsteady;\n"
        with pytest.raises(TinbergenError) as fault:
            session = run(parse(text))
            raise next(a.error for a in session.answers[::-1] if a.error)
        assert fault.value.code == "M153"


def test_a_parameter_that_only_matlab_knows_is_missed_when_asked_for() -> None:
    lines = "x = fsolve(@(z) z^2 - 2, 1);\nb = x;\nsteady;\nb = 3;\nsteady;\n"
    first, second = session_of(lines).answers
    assert first.error is not None
    assert (first.error.code, first.error.facts["names"], first.error.facts["lines"]) == (
        "M151", "b", "11",
    )  # fmt: skip
    assert second.error is None
    assert not faults(session_of(lines, b=1.0))
    with pytest.raises(TinbergenError, match="M151"):
        solve(parse(MODEL + lines.partition("steady")[0]))


@pytest.mark.parametrize("block", ["initval", "endval", "histval"])
def test_a_start_that_only_matlab_knows_is_told(block: str) -> None:
    name = "k(0)" if block == "histval" else "k"
    session = session_of(f"[x, y0] = guess(3);\n{block};\n{name} = x;\nend;\nsteady;\n")
    (notice,) = session.notices
    assert (notice.code, notice.facts["name"], notice.facts["value"]) == ("M150", "k", "0")
    assert "x" in notice.render("zh")
    assert not faults(session)
    model = parse(MODEL + "x = guess(3);\ninitval;\nk = x;\nend;\nsteady;\n")
    (notice,) = run(model.with_start({"k": 30})).notices
    assert notice.facts["value"] == "30"


def test_a_shock_that_only_matlab_knows_is_missed_by_what_needs_its_size() -> None:
    lines = (
        "load sizes;\nshocks;\nvar e; stderr size_of_e;\nvar u; stderr 1;\nend;\n"
        "steady;\ncheck;\nstoch_simul(order=1);\n"
    )
    assert faults(session_of(lines)) == {"stoch_simul": "M152"}
    session = session_of(lines + "shocks;\nvar e; stderr 2;\nend;\nstoch_simul(order=1);\n")
    assert isinstance(session.answers[-1].result, Equilibrium | StochSimul)
    solved, told = solve(parse(MODEL + lines))
    assert [fault.code for fault in told] == ["M152"]
    np.testing.assert_array_equal(solved.covariance, [[0, 0], [0, 1]])
    path = "load p;\nshocks;\nvar e; periods 1:3; values (p);\nend;\nsimul(periods=20);\ncheck;\n"
    assert faults(session_of(path)) == {"simul": "M152"}


def test_settings_stand_in_for_options() -> None:
    session = session_of(
        "options_.irf = 7;\noptions_.order = 1;\noptions_.hp_filter = 1600;\n"
        "shocks;\nvar e; stderr 1;\nend;\nstoch_simul(ar=3);\nstoch_simul(irf=4);\n"
    )
    first, second = (a.result for a in session.answers)
    assert isinstance(first, StochSimul)
    assert isinstance(second, StochSimul)
    assert [r.request.responses for r in (first, second)] == [7, 4]
    assert first.request.filter is not None
    assert not session.notices


def test_where_stable_roots_end() -> None:
    text = MODEL.replace("0.9*k", "1.05*k")
    for lines in ("check;\n", "options_.qz_criterium = 1.1;\ncheck;\n"):
        answer = run(parse(text + lines)).answers[-1]
        assert (answer.error is None) == ("qz" in lines)
    solve(parse(text + "options_.qz_criterium = 1.1;\n"))
    with pytest.raises(TinbergenError, match="E030"):
        solve(parse(text))


def test_values_build_on_the_state_where_they_stand() -> None:
    session = session_of("initval;\nk = 30;\nend;\nsteady;\nendval;\ny = 4;\nk = 2*k;\nend;\n")
    assert session.terminal is not None
    assert session.terminal["k"] == pytest.approx(80)

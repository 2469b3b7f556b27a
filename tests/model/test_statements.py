"""What a model file says besides its equations: values, shocks, commands, lines for MATLAB."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.model.dynare.parser import parse
from tinbergen.model.model import Model
from tinbergen.model.statements import Command, Native, ParameterValue, Shocks, Values


def read(before: str = "", after: str = "", equation: str = "y = a*y(-1) + e;") -> Model:
    return parse(
        f"var y k; varexo e u; parameters a; a = 0.5; {before}\n"
        f"model; {equation} k = 0.9*k(-1) + u; end;\n{after}",
        "m.mod",
    )


def of(model: Model, kind: type) -> list:  # type: ignore[type-arg]
    return [s for s in model.statements if isinstance(s, kind)]


def test_blocks_of_values_keep_their_order_and_dates() -> None:
    model = read(
        after="""initval; y = 2*a; e = 0; end;
        endval; y = y + 1; end;
        histval; y(0) = 3; k(-1) = 4; end;"""
    )
    initval, endval, histval = of(model, Values)
    assert [b.block for b in (initval, endval, histval)] == ["initval", "endval", "histval"]
    assert model.initial == {"y": 1.0, "e": 0.0}
    assert [(x.name, x.value.number) for x in initval.assignments] == [("y", 1.0), ("e", 0.0)]
    assert [(x.name, x.lag, x.value.number) for x in histval.assignments] == [
        ("y", 0, 3.0), ("k", -1, 4.0),
    ]  # fmt: skip


def test_shocks_are_moments_or_paths() -> None:
    model = read(
        after="""shocks;
        var e = a^2; var u; stderr 0.1; var e, u = 0.02; corr e, u = 0.3;
        end;
        shocks; var e; periods 1:3 5; values 0.1 (-a); end;"""
    )
    moments, paths = of(model, Shocks)
    assert [(m.kind, m.names, m.value.number) for m in moments.moments] == [
        ("variance", ("e",), 0.25), ("stderr", ("u",), 0.1),
        ("covariance", ("e", "u"), 0.02), ("correlation", ("e", "u"), 0.3),
    ]  # fmt: skip
    (path,) = paths.paths
    assert path.name == "e"
    assert path.periods == ((1, 3), (5, 5))
    assert [v.number for v in path.values] == [0.1, -0.5]


def test_a_path_needs_a_value_for_each_stretch() -> None:
    with pytest.raises(TinbergenError) as fault:
        read(after="shocks; var e; periods 1 2 3; values 1 2; end;")
    assert fault.value.code == "M023"
    assert (fault.value.facts["periods"], fault.value.facts["values"]) == (3, 2)


def test_commands_keep_options_and_names() -> None:
    model = read(after="stoch_simul(order=1, irf=20, noprint, ar=[1 2]) y k;\nsteady;")
    simul, steady = of(model, Command)
    assert simul.name == "stoch_simul"
    assert simul.options == {"order": "1", "irf": "20", "noprint": "", "ar": "[1 2]"}
    assert simul.names == ("y", "k")
    assert (steady.name, steady.names) == ("steady", ())
    assert str(steady.at) == "m.mod:4:1"


def test_the_steady_state_block_may_have_names_of_its_own() -> None:
    model = read(after="steady_state_model; half = a/2; y = half*2; k = y; end;")
    assert [s.name for s in model.steady_state] == ["half", "y", "k"]
    assert model.graph.text(model.steady_state[1].value.node) == "2*half"
    model = read(after="steady_state_model; [y, k] = solve(a); end;")
    assert [model.graph.text(s.value.node) for s in model.steady_state] == [
        "solve(a)",
        "solve#2(a)",
    ]


def test_lines_for_matlab_are_kept_and_only_scalars_understood() -> None:
    model = read(
        before="\nrho = 0.9;\nclose all;\nx = [1 2; 3 4]';\ndisp('a; b');\na = rho^2;",
        after="set_param_value('a', 0.25);\nfor k = 1:3, plot(k); end",
    )
    assert model.values["a"] == 0.25
    texts = [n.text for n in of(model, Native)]
    assert "close all;" in texts
    assert "x = [1 2; 3 4]';" in texts
    assert "disp('a; b');" in texts
    assert [v.value for v in of(model, ParameterValue)][-1] == 0.25
    assert len(model.equations) == 2


def test_predetermined_variables_are_dated_a_period_back() -> None:
    model = read(before="predetermined_variables k;", equation="y = k + k(+1) + e;")
    text = model.graph.text(model.equations[0].rhs)
    assert text == "k(-1) + k + e"


def test_steady_state_operators_are_parameters() -> None:
    model = read(equation="y = STEADY_STATE(k)/steady_state(y + k);")
    assert model.steady_operators == {"STEADY_STATE(k)": "k", "STEADY_STATE(y)": "y"}
    assert set(model.steady_operators) < set(model.parameters)
    with pytest.raises(TinbergenError, match="from outside"):
        read(equation="y = STEADY_STATE(e);")


def test_expectations_formed_before_become_variables() -> None:
    model = read(equation="y = EXPECTATION(-1)(k(+1)) + EXPECTATION(0)(e);")
    name = model.endogenous[-1]
    assert len(model.endogenous) == len(model.equations) == 3
    assert model.graph.text(model.equations[0].rhs) == f"{name}(-1) + e"
    assert model.graph.text(model.equations[-1].rhs) == "k(+2)"


def test_the_normal_distribution_takes_mean_and_deviation() -> None:
    model = read(equation="y = normcdf(e, 1, 2) + normpdf(u, 0, 3);")
    value = model.graph.evaluate(model.equations[0].rhs, lambda leaf: 1.0)
    assert value == pytest.approx(0.5 + 0.12579440923)


def test_external_functions_are_read_and_not_guessed() -> None:
    model = read(before="external_function(name = flow, nargs = 1);", equation="y = flow(k);")
    (flow,) = model.graph.called(model.equations[0].residual)
    assert (flow.name, flow.missing) == ("flow", "flow")


def test_several_model_blocks_are_one_model() -> None:
    model = parse("var x y; model; x = 1; end; model(linear); y = x; end;")
    assert [e.name for e in model.equations] == ["x", "y"]
    assert model.linear


def test_a_forgotten_semicolon_does_not_declare_the_next_statement() -> None:
    for text in (
        "var y\nvarexo e;\nmodel; y = e; end;",
        "var y; varexo e\nparameters a;\na = 1; model; y = a*e; end;",
        "var y; parameters a\na = 1; model; y = a; end;",
        "var y\nmodel; y = 1; end;",
    ):
        with pytest.raises(TinbergenError) as fault:
            parse(text)
        assert fault.value.code == "M003", text
        assert "';'" in fault.value.text("title")

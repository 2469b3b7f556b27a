"""What Dynare declares and how often, and what it passes over where a file solves a model."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.model.auxiliary import lower, static
from tinbergen.model.dynare.parser import parse
from tinbergen.model.dynare.writer import write_mod
from tinbergen.model.model import Model
from tinbergen.model.statements import Command, Shocks, Values

HEAD = "var y k;\nvarexo e u;\nparameters a b;\na = 0.5;\n"
EQUATIONS = "model;\ny = a*y(-1) + e;\nk = 0.9*k(-1) + u;\nend;\n"


def codes(model: Model) -> list[str]:
    return [notice.code for notice in model.notices]


def fault_of(text: str) -> TinbergenError:
    with pytest.raises(TinbergenError) as fault:
        parse(text, "m.mod")
    return fault.value


# -- declarations -------------------------------------------------------------------------------
def test_names_declared_again_as_the_same_are_noticed() -> None:
    model = parse(f"{HEAD}var y;\nparameters a;\n{EQUATIONS}")
    assert codes(model) == ["M121", "M121"]
    assert model.endogenous == ("y", "k")
    assert fault_of(f"{HEAD}varexo y;\n{EQUATIONS}").code == "M005"


def test_tex_names_hold_any_character() -> None:
    model = parse(
        "var y $y'_{t}; \\% 'x'$ (long_name='it; is', country='there'), k $k$; varexo e u;\n"
        "parameters a $\\rho'$ (long_name='a (b)') b;\na = 0.5;\n" + EQUATIONS
    )
    assert model.tex == {"y": "y'_{t}; \\% 'x'", "k": "k", "a": "\\rho'"}
    assert model.titles["y"].en == "it; is"
    assert dict(parse(write_mod(model)).tex) == dict(model.tex)


def test_local_names_can_be_declared_ahead() -> None:
    text = EQUATIONS.replace("y = a*y(-1)", "# gap = a*y(-1);\ny = gap")
    model = parse(f"{HEAD}model_local_variable gap $g$;\n{text}")
    assert model.endogenous == ("y", "k")
    assert model.graph.text(model.equations[0].rhs) == "a*y(-1) + e"


def test_a_changed_type_holds_before_and_behind() -> None:
    text = EQUATIONS.replace("+ e", "+ e + b*u(-1)")
    model = parse(f"{HEAD}{text}change_type(parameters) u, e;\nchange_type(varexo) b;\n"
                  .replace("u(-1)", "u"))  # fmt: skip
    assert model.parameters == ("e", "u", "a")
    assert model.exogenous == ("b",)
    assert model.graph.parameters(model.equations[0].rhs) == ["a", "e", "u"]
    assert fault_of(f"{HEAD}{EQUATIONS}change_type(endogenous) u;").code == "M003"
    assert fault_of(f"{HEAD}{EQUATIONS}change_type(var) w;").code == "M004"


def test_variables_known_ahead_are_no_shocks() -> None:
    text = EQUATIONS.replace("+ e", "+ e + tax")
    model = parse(f"var y k; varexo_det tax; varexo e u; parameters a; a = 0.5;\n{text}"
                  "initval; tax = 0.3; y = 1; end; shocks; var e; stderr 1; var tax; periods 1;"
                  "values 0.4; end;")  # fmt: skip
    assert model.exogenous == ("e", "u", "tax")
    assert model.deterministic == ("tax",)
    assert model.stochastic == ("e", "u")
    lowered = lower(model)
    assert lowered.exogenous == ("e", "u")
    assert lowered.values["tax"] == 0.3
    assert [type(s) for s in lowered.statements if not isinstance(s, Command)][-2:] == [
        Values, Shocks,
    ]  # fmt: skip
    assert "varexo_det\n    tax;" in write_mod(model)
    assert parse(write_mod(model)).deterministic == ("tax",)
    dated = fault_of(f"var y; varexo_det tax; model; y = tax(-1); end; {''}")
    assert (dated.code, dated.facts["name"]) == ("M130", "tax")


# -- equations of the steady state --------------------------------------------------------------
def test_static_equations_stand_for_dynamic_ones_in_their_order() -> None:
    model = parse(
        f"{HEAD}model;\n[static] y = 2;\n[dynamic, name='income'] y = a*y(-1) + e;\n"
        "[dynamic] k = 0.9*k(-1) + u;\n[name='capital', static]\nk = 3;\nend;\n"
    )
    assert [e.name for e in model.equations] == ["income", "k"]
    graph = model.graph
    assert [graph.text(e.residual) for e in static(model).equations] == ["y - 2", "k - 3"]
    assert graph.text(model.equations[0].residual) == "y - (a*y(-1) + e)"
    again = parse(write_mod(model))
    rest = [again.graph.text(e.residual) for e in static(again).equations]
    assert rest == ["y - 2", "k - 3"]


@pytest.mark.parametrize("held", ["y(-1)", "STEADY_STATE(k)", "EXPECTATION(-1)(k)", "e(+1)"])
def test_static_equations_have_no_dates(held: str) -> None:
    text = EQUATIONS.replace("k =", "[dynamic] k =") + "model;\n[static] k = "
    assert fault_of(f"{HEAD}{text}{held};\nend;").code == "M123"


def test_each_static_equation_needs_a_dynamic_one() -> None:
    fault = fault_of(HEAD + EQUATIONS.replace("end;", "[static] y = 1;\nend;"))
    assert (fault.code, fault.facts["static"], fault.facts["dynamic"]) == ("M122", 1, 0)
    assert fault_of(HEAD + EQUATIONS.replace("y =", "[dynamic] y =")).code == "M122"


# -- the model block's options ------------------------------------------------------------------
def test_options_that_say_how_to_compute_are_noticed() -> None:
    options = "linear, use_dll, block, mfs=2, differentiate_forward_vars = (y k), cutoff=1e-5"
    model = parse(HEAD + EQUATIONS.replace("model;", f"model({options});"))
    assert model.linear
    (notice,) = model.notices
    assert notice.code == "M126"
    assert notice.facts["options"] == "use_dll, block, mfs, differentiate_forward_vars, cutoff"


# -- what Dynare tolerates ----------------------------------------------------------------------
SOLVE = "stoch_simul(order=1);\n"


def test_an_undeclared_name_is_exogenous_where_a_model_is_solved() -> None:
    text = HEAD + EQUATIONS.replace("+ e", "+ e + foreign(+1)")
    assert fault_of(text).code == "M004"
    model = parse(text + SOLVE)
    assert model.exogenous == ("e", "u", "foreign")
    assert codes(model) == ["M127"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a*y(-1)", "a*yy(-1)"),  # a name resembles it
        ("+ e", "+ foreign(y)"),  # a function must be meant
        ("+ e", "+ rho9*e"),  # it was given a value: a parameter must be meant
        ("+ u;", "+ u;\nforeign = 2;"),  # an equation is there for it
    ],
)
def test_an_undeclared_name_that_was_meant_otherwise_is_a_fault(old: str, new: str) -> None:
    text = f"{HEAD}rho9 = 3;\n{EQUATIONS.replace(old, new)}{SOLVE}"
    assert fault_of(text).code == "M004"


def test_values_of_names_that_are_not_declared_are_passed_over() -> None:
    text = f"{HEAD}{EQUATIONS}initval;\ny = 1;\nnothing = 2;\nend;\n"
    assert fault_of(text).code == "M004"
    model = parse(text + SOLVE)
    assert (model.initial, codes(model)) == ({"y": 1.0}, ["M128"])


def test_a_variable_in_no_equation_is_left_out() -> None:
    text = f"{HEAD}var spare;\n{EQUATIONS}initval;\nspare = 1;\nend;\n"
    assert parse(text).endogenous == ("y", "k", "spare")
    model = parse(text + SOLVE)
    assert (model.endogenous, codes(model)) == (("y", "k"), ["M129"])
    assert not [s for s in model.statements if isinstance(s, Values)]
    planned = parse(f"{text}planner_objective spare^2;\nramsey_model(planner_discount=0.9);\n")
    assert planned.endogenous == ("y", "k", "spare")


# -- Sigma_e ------------------------------------------------------------------------------------
@pytest.mark.parametrize("matrix", ["[1, 0.2 -0.1; (2*a) 0.3; 4]", "[1; 0.2 (2*a); -0.1 0.3, 4]"])
def test_covariances_are_read_from_either_half(matrix: str) -> None:
    model = parse(f"varexo w;\n{HEAD}{EQUATIONS}Sigma_e = {matrix};\n")
    (shocks,) = [s for s in model.statements if isinstance(s, Shocks)]
    assert shocks.options == {"overwrite": ""}
    assert {m.names: m.value.number for m in shocks.moments} == {
        ("w",): 1.0, ("e",): 1.0, ("u",): 4.0,
        ("w", "e"): 0.2, ("w", "u"): -0.1, ("e", "u"): 0.3,
    }  # fmt: skip
    again = parse(write_mod(model))
    assert next(s for s in again.statements if isinstance(s, Shocks)).options == {"overwrite": ""}


@pytest.mark.parametrize("matrix", ["[1 2; 2 3]", "[1]", "[1 2; 3; 4]", "[]"])
def test_other_matrices_are_no_covariances(matrix: str) -> None:
    assert fault_of(f"{HEAD}{EQUATIONS}Sigma_e = {matrix};").code == "M125"


# -- blocks of values ---------------------------------------------------------------------------
def test_what_is_learnt_later_does_not_hold_from_the_start() -> None:
    model = parse(
        f"{HEAD}{EQUATIONS}endval;\ny = 1;\nend;\nendval(learnt_in = 3);\ny = 2;\nend;\n"
        "shocks(learnt_in=2);\nvar e; periods 3; values 1;\nend;\n"
    )
    first, second = [s for s in model.statements if isinstance(s, Values)]
    assert (first.options, second.options) == ({}, {"learnt_in": "3"})
    (shocks,) = [s for s in model.statements if isinstance(s, Shocks)]
    assert shocks.options == {"learnt_in": "2"}
    assert "endval(learnt_in = 3);" in write_mod(model)


def test_periods_run_forward_and_history_is_past() -> None:
    backwards = f"{HEAD}{EQUATIONS}shocks; var e; periods 3:1; values 1; end;"
    assert fault_of(backwards).code == "M131"
    assert fault_of(f"{HEAD}{EQUATIONS}histval; y(1) = 1; end;").code == "M132"


@pytest.mark.parametrize(
    "statement",
    [
        "observation_trends; y (a); k (0.3*b); end;",
        "filter_initial_state; y(0) = 1; end;",
        "heteroskedastic_shocks; var e; periods 1:3; scales 1.1; end;",
        "mshocks(overwrite); var e; periods 1; values 1.1; end;",
        "dsample 2 20;",
        "data(file='x.csv', first_obs=2000Q1, nobs=20);",
        "histval_file(filename=x);",
        "initval_file(filename='x.csv', first_obs=3);",
        "markov_switching(chain=2, number_of_regimes=2, duration=[3, Inf]);",
        "bvar_density(datafile=x, bvar_prior_flat) 8;",
        "estimation(datafile='..\\data\\x', nobs=[50:60], optim=('MaxIter', 200)) y k;",
        "svar_identification; exclusion lag 0; equation 1, y; end;",
        "var_model(model_name=toto, eqtags=['X','Y']);",
        "initial_condition_decomposition y;",
    ],
)
def test_requests_are_kept_with_their_place(statement: str) -> None:
    model = parse(f"{HEAD}{EQUATIONS}{statement}\n", "m.mod")
    last = model.statements[-1]
    assert isinstance(last, Command)
    assert last.text == statement
    assert (last.at.line, last.at.column) == (9, 1)

"""What is understood of lines for MATLAB, and what stands inside their blocks."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.model.model import Model
from tinbergen.model.native import consequence, explanation
from tinbergen.model.parser import parse
from tinbergen.model.statements import Command, Native, Shocks

HEAD = "var y;\nvarexo e u;\nparameters a b;\na = 0.5;\nb = 2*a;\n"
TAIL = "\nmodel;\ny = a*y(-1) + b*e + u;\nend;\n"


def read(lines: str, **given: float) -> Model:
    return parse(HEAD + lines + TAIL, values=given)


def lines_of(model: Model) -> dict[str, Native]:
    return {s.text: s for s in model.statements if isinstance(s, Native)}


@pytest.mark.parametrize(
    "line",
    [
        "set_param_value('b', 3*n);",
        "M_.params(strmatch('b', M_.param_names, 'exact')) = 3*n;",
        "M_.params(find(strcmp(M_.param_names, 'b'))) = 3*n;",
        "M_.params(strcmp('b', M_.param_names)) = 3*n",
        "M_.params(2) = 3*n;",
    ],
)
def test_parameters_that_are_set_by_arithmetic(line: str) -> None:
    model = read(f"n = 2;\n{line}")
    assert model.values["b"] == 6.0
    assert consequence(lines_of(model)[line]) == "nothing"
    assert read(f"n = 2;\n{line}", b=9.0).values["b"] == 9.0


@pytest.mark.parametrize(
    "line", ["M_.params(3) = 1;", "M_.params(k) = 1;", "M_.params(2) = n;", "M_.params = 3;"]
)
def test_what_is_not_known_sets_nothing(line: str) -> None:
    model = read(line)
    assert model.values == {"a": 0.5, "b": 1.0}
    native = lines_of(model)[line]
    assert consequence(native) == "answer"
    assert "keep the values" in explanation(native).en


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("M_.Sigma_e(2, 2) = 0.25;", "variance"),
        ("M_.Sigma_e(strmatch('u', M_.exo_names, 'exact'), 2) = a/2;", "variance"),
        ("set_shock_stderr_value('u', a);", "stderr"),
    ],
)
def test_shocks_that_are_set_by_arithmetic(line: str, kind: str) -> None:
    (shocks,) = [s for s in read(line).statements if isinstance(s, Shocks)]
    (moment,) = shocks.moments
    assert (moment.kind, moment.names) == (kind, ("u",))
    assert moment.value.number == (0.25 if kind == "variance" else 0.5)


def test_covariances_alone_are_left() -> None:
    model = read("M_.Sigma_e(1, 2) = 0.25;")
    assert not [s for s in model.statements if isinstance(s, Shocks)]


@pytest.mark.parametrize(("n", "b"), [(1, 3.0), (2, 4.0), (5, 5.0)])
def test_the_branch_whose_condition_holds_is_carried_out(n: int, b: float) -> None:
    model = read(
        f"n = {n};\nif n == 1\n  b = 3;\nelseif n < 3\n  b = 4;\n  check;\nelse\n  b = 5;\nend\n"
    )
    assert model.values["b"] == b
    assert [s.name for s in model.statements if isinstance(s, Command)] == ["check"] * (n == 2)
    assert {consequence(line) for line in lines_of(model).values()} == {"nothing"}


@pytest.mark.parametrize(
    "opening",
    ["for k = 1:3", "while x(end) > 1", "if exist('x', 'var')", "switch x"],
)
def test_loops_and_open_choices_are_not_carried_out(opening: str) -> None:
    model = read(
        f"{opening}\n  b = 7;\n  if k(end) > 1\n    stoch_simul(order=1);\n  end\n"
        "  shocks; var e; stderr 1; end;\nend\nsteady;\n"
    )
    assert model.values["b"] == 1.0
    assert [s.name for s in model.statements if isinstance(s, Command)] == ["steady"]
    line = lines_of(model)[opening]
    assert line.inside == ("b", "stoch_simul", "shocks")
    assert consequence(line) == "repetition"
    assert "stoch_simul" in explanation(line).en
    assert "stoch_simul" in explanation(line).zh


def test_a_loop_on_one_line() -> None:
    model = read("for k = 1:3, stoch_simul(order=1); end\nsteady;")
    assert [s.name for s in model.statements if isinstance(s, Command)] == ["steady"]
    (line,) = [s for s in lines_of(model).values() if s.inside]
    assert line.inside == ("stoch_simul",)


def test_a_choice_within_a_choice() -> None:
    model = read("n = 3;\nif n == 1\n  b = 3;\nelse if n == 2\n  b = 4;\nend\nend\nsteady;")
    assert model.values["b"] == 1.0
    assert [s.name for s in model.statements if isinstance(s, Command)] == ["steady"]
    model = read("n = 3;\nfor k = 1:2\n  if n == 3\n    b = 4;\n  end\nend\nb = b + 1;")
    assert model.values["b"] == 2.0


def test_a_loop_that_begins_behind_something_else() -> None:
    model = read("figure; for k = 1:2\n  check;\nend\nsteady;")
    assert [s.name for s in model.statements if isinstance(s, Command)] == ["steady"]


def test_what_is_tried_is_carried_out() -> None:
    model = read("try\n  b = 7;\ncatch\n  b = 8;\nend\n")
    assert model.values["b"] == 7.0


def test_more_ends_than_blocks_are_no_fault() -> None:
    assert read("end\nend;\nb = 3;").values["b"] == 3.0


SETTINGS = {
    "options_.qz_criterium = 1.01;": "stable roots end",
    "options_.dynatol.f = 1e-9;": "tolerances",
    "options_.steady.maxit = 500;": "tolerances",
    "options_.order = 2;": "another order",
    "options_.hp_filter = 1600;": "unfiltered",
    "options_.loglinear = 1;": "levels",
    "options_.periods = 200;": "periods",
    "M_.Sigma_e = eye(2);": "shocks blocks",
    "oo_.steady_state(1) = 3;": "by hand",
    "load results x;": "results",
}


@pytest.mark.parametrize("line", SETTINGS)
def test_settings_are_explained(line: str) -> None:
    native = lines_of(read(line))[line]
    assert consequence(native) in ("answer", "values")
    assert SETTINGS[line] in explanation(native).en
    assert explanation(native).zh != explanation(native).en


def test_several_settings_on_one_line_are_all_explained() -> None:
    (native,) = lines_of(read("options_.order = 2; options_.hp_filter = 1600;")).values()
    assert "another order" in explanation(native).en
    assert "unfiltered" in explanation(native).en


def test_how_the_search_goes_changes_no_number() -> None:
    assert consequence(lines_of(read("options_.solve_algo = 4;")).popitem()[1]) == "nothing"


def test_a_name_without_value_may_be_loaded() -> None:
    with pytest.raises(TinbergenError, match=r"mypars\.mat") as fault:
        read("load('mypars.mat');\nb = persistence;")
    assert fault.value.code == "M144"


def test_values_given_go_before_the_file_and_what_follows_from_them_follows() -> None:
    assert read("", a=0.8).values == {"a": 0.8, "b": 1.6}
    with pytest.raises(TinbergenError) as fault:
        read("", aa=0.8)
    assert (fault.value.code, fault.value.hint) == ("M007", "a")

"""What is understood of lines for MATLAB, and what stands inside their blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.dynare.run import run, solve
from tinbergen.model.dynare.matlab.native import consequence, explanation
from tinbergen.model.dynare.parser import parse
from tinbergen.model.model import Model
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
    inside = {s.text: s.inside for s in lines_of(model).values() if s.inside}
    assert inside["for k = 1:3,"] == ("stoch_simul",)


def test_a_choice_within_a_choice() -> None:
    model = read("n = 3;\nif n == 1\n  b = 3;\nelse if n == 2\n  b = 4;\nend\nend\nsteady;")
    assert model.values["b"] == 1.0
    assert [s.name for s in model.statements if isinstance(s, Command)] == ["steady"]
    model = read("n = 3;\nfor k = 1:2\n  if n == 3\n    b = 4*k;\n  end\nend\nb = b + 1;")
    assert model.values["b"] == 9.0


def test_a_loop_that_begins_behind_something_else() -> None:
    model = read("figure; for k = 1:2\n  check;\nend\nsteady;")
    assert [s.name for s in model.statements if isinstance(s, Command)] == ["steady"]


def test_what_is_tried_is_carried_out() -> None:
    model = read("try\n  b = 7;\ncatch\n  b = 8;\nend\n")
    assert model.values["b"] == 7.0


def test_more_ends_than_blocks_are_no_fault() -> None:
    assert read("end\nend;\nb = 3;").values["b"] == 3.0


SETTINGS = {
    "options_.qz_criterium = x;": "stable roots end",
    "options_.dynatol.x = 1e-9;": "tolerances",
    "options_.order = unknown;": "another order",
    "options_.hp_filter = f(3);": "unfiltered",
    "options_.loglinear = on;": "levels",
    "options_.periods = n(1);": "periods",
    "M_.Sigma_e = chol(2);": "shocks blocks",
    "oo_.steady_state(1) = 3;": "by hand",
    "load results x;": "results",
}


@pytest.mark.parametrize("line", SETTINGS)
def test_settings_that_are_not_known_are_explained(line: str) -> None:
    native = lines_of(read(line))[line]
    assert consequence(native) in ("answer", "values")
    assert SETTINGS[line] in explanation(native).en
    assert explanation(native).zh != explanation(native).en


@pytest.mark.parametrize(
    "line",
    ["options_.qz_criterium = 1.01;", "options_.order = 1;", "options_.dynatol.f = 10^-9;",
     "options_.steady.maxit = 500;", "options_.periods = 2*n;"],
)  # fmt: skip
def test_settings_with_a_number_are_heeded(line: str) -> None:
    native = lines_of(read(f"n = 100;\n{line}"))[line]
    assert consequence(native) == "nothing"
    assert native.text.startswith(native.understood)


def test_a_whole_covariance_matrix() -> None:
    (shocks,) = [s for s in read("M_.Sigma_e = [4 1; 1 9]/4;").statements if isinstance(s, Shocks)]
    assert "overwrite" in shocks.options
    assert [(m.kind, m.names, m.value.number) for m in shocks.moments] == [
        ("variance", ("e",), 1.0), ("variance", ("u",), 2.25), ("covariance", ("e", "u"), 0.25),
    ]  # fmt: skip


def test_how_the_search_goes_changes_no_number() -> None:
    assert consequence(lines_of(read("options_.solve_algo = 4;")).popitem()[1]) == "nothing"


def test_a_name_without_value_may_be_loaded() -> None:
    model = read("load('mypars.mat');\nb = persistence;")
    assert "b" not in model.values
    with pytest.raises(TinbergenError, match=r"mypars\.mat") as fault:
        solve(model)
    assert fault.value.code == "M144"
    with pytest.raises(TinbergenError) as fault:
        read("b = persistence;")
    assert fault.value.code == "M006"


ARITHMETIC = {
    "v = [1 2; 3 4]; b = v(2, 1);": 3.0,
    "v = [1, -2 3]';\nb = v(end);": 3.0,
    "v = 0:0.25:1; b = v(end-1) + numel(v);": 5.75,
    "n = 3; for i = 1:n, s(i) = i^2; end\nb = s(3);": 9.0,
    "x = 1; while x < 50\n x = 2*x;\nend; b = x;": 64.0,
    "x = 2; if x > 1 && x < 3, y = 5; else y = 6; end\nb = y;": 5.0,
    "names = {'a', 'b'}; set_param_value(names{2}, 7);": 7.0,
    "for k = 1:2, M_.params(k) = 10*k; end": 20.0,
    "x = repmat([1; 2], 2, 2); b = sum(sum(x));": 12.0,
    "x = cumprod([2 2 2]) ./ [1 2 4]; b = x * ones(3, 1);": 6.0,
    "x = mod(-1, 3) + round(2.5) + floor(-0.5);\nb = x;": 4.0,
    "x = inv([2 0; 0 4]); b = x(2, 2);": 0.25,
    "x = get_param_by_name('a'); b = 4*x;": 2.0,
    "params.b = 3; b = params.b;": 3.0,
    "x = max([1 5 3]) + min(2, 4) + abs(-1) + sqrt(4); b = x;": 10.0,
    "x = linspace(0, 1, 3); b = mean(x(2:3));": 0.75,
    "x = eye(2); x(1, :) = [5 6]; b = x(1, 2) + x(2, 2);": 7.0,
    "x = 1 + ... one\n    2; b = x;": 3.0,
    "if a == 0.5, b = 8; end": 8.0,
    "switches = ~[0 1]; b = switches(1);": 1.0,
}


@pytest.mark.parametrize("lines", ARITHMETIC)
def test_arithmetic_of_matlab(lines: str) -> None:
    model = read(lines)
    assert model.values["b"] == ARITHMETIC[lines]
    assert {consequence(line) for line in lines_of(model).values()} <= {"nothing"}


@pytest.mark.parametrize(
    "lines",
    ["while 1, x = 2; end", "x = zeros(1e9, 1e9);", "x = ones(1e6, 1) * ones(1, 1e6);",
     "for i = 1:1e7, x = i; end", "x = " + "(" * 500 + "1" + ")" * 500 + ";",
     "x = 2; for i = 1:60, x = x^x; x(i + 1e5) = 1; end", "x = diag(ones(1e5, 1));"],
)  # fmt: skip
def test_what_would_go_on_too_long_is_left(lines: str) -> None:
    assert read(lines + "\nb = 3;").values["b"] == 3.0


#: Lines as they stand in model files between statements: none is a crash, none takes what follows.
ODD = (
    "clear all; clc;", "close all", "clear all, close all", "format long", "format long g;",
    "load x", "load('x.mat');", "load x.mat y z;", "save x y", "save results.mat oo_ M_;",
    "!dos command 'x", "!rm -f x.log;", "tic", "toc;", "tic; toc", "more off;", "pause(1)",
    "a1 = params.x;", "p = load('p'); a2 = p.rho;", "x = [1 2 3];", "x = [1, 2\n 3, 4];",
    "x = [1 ... first\n 2];", "x = {1, 'two', [3 4]};", "x = {};", "x.y.z = 3;", "x(3).y = 2;",
    "disp(['a = ' num2str(3) ', b'])", "disp('50% of it; steady')", "disp(\"it's\")",
    "disp('it''s; so');", "fprintf('%d;%s\\n', 3, 'x')", "printf(\"%% done\\n\");",
    "y = x';", "y = x'; z = 'it';", "y = [x' x'];", "y = (x)'*x.';", "z = a';  % it's a comment",
    "eval('x = 3;')", "eval(['x' '=' '3;']);", "evalin('base', 'x')", "[q, w] = deal(1, 2);",
    "[~, i] = max([1 2]);", "f = @(x) x.^2;", "g = @sin;", "x = f(3);", "global oo_ M_",
    "global a_ b_;", "if 1, x = 2; end", "if exist('x'), disp('y'), end", "if 0 x = 1; end",
    "for i = 1:3; y(i) = i; end", "for i = 1:3\n disp(i)\nend", "for s = {'a', 'b'}, disp(s), end",
    "while 0\n x = 1;\nend", "switch 1\n case 1\n  x = 2;\n otherwise\n  x = 3;\nend",
    "try\n x = f(1);\ncatch ME\n disp(ME.message)\nend", "figure;", "figure('Name', 'a;b')",
    "plot(1:3, [1 2 3]', 'r--'); hold on; grid on", "legend({'a', 'b'}, 'Location', 'Best');",
    "title(\"50% 'quoted'\")", "xlabel('t'), ylabel('y')", "print -depsc2 fig.eps",
    "set(gcf, 'Color', [1 1 1]);", "options_.noprint = 1; options_.nograph = 1;",
    "oo_.x = 3;", "M_.params(end) = M_.params(end);", "oo_ = struct();", "x = oo_.irfs.y_e';",
    "x = 3, y = 4; z = 5", "x = 3 % no semicolon", "x=3;y=4;", "x = a_b.c{3}(2).d;", "x++;",
    "x += 2;", "x = ~y;", "x != 3", "X = 3; x = 4;", "Y = 3;", "B = [b, a];", "pi2 = 2*pi;",
    "/* a comment */ x = 3;", "// only a comment", "% only a 'comment", "%{\n%}", "cd('..')",
    "run('script.m')", "my_script", "my_script;", "my_function(1, 'x');", "addpath('../lib');",
    "warning('off', 'all')", "warning off all", "error('never');", "return_value = 3;",
    "x = 1:3'; y = x(:);", "z = x([1 end]);", "s = sprintf('%d', 3);", "s = [s; 'a'];", "end",
    "@#define N = 2\nx = @{N};", "@#for k in 1:2\nx@{k} = [@{k} 2];\n@#endfor", "x = [1 2",
    "x = 'open", "x = \"open", "x = 3)", "x = }", "x = [1 2}", "...", ",", "'", "x = 3 ...\n + 4;",
)  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_odd_lines_take_nothing_with_them(odd: str) -> None:
    model = read(f"{odd}\nb = 2.5;\nsteady;")
    assert model.values["b"] == 2.5
    assert model.commands == ("steady",)
    run(model)


@pytest.mark.parametrize(
    "line",
    ["x = [1 2]; steady;", "x = 3, steady;", "disp('a;b'); steady;", "clc; steady;",
     "if 1, steady; end", "if 1 steady; end", "if (2 > 1) x = 1; steady; else check; end",
     "try, steady; end", "y = x'; steady; z = 'a';", "close all; steady;"],
)  # fmt: skip
def test_statements_behind_native_ones_on_a_line(line: str) -> None:
    assert read(line).commands == ("steady",)


def test_statements_behind_the_end_of_a_block() -> None:
    model = read("shocks; var e; stderr 1; end; b = 3; x = [1 2]; steady; disp('x')\ncheck;")
    assert model.values["b"] == 3.0
    assert model.commands == ("steady", "check")


def test_functions_at_the_end_of_a_file_are_not_part_of_it() -> None:
    model = parse(HEAD + TAIL + "steady;\nfunction b = f(a)\nb = 7*a;\nend\n")
    assert model.values["b"] == 1.0
    assert model.commands == ("steady",)


@given(st.text(alphabet="xab=+-*/^()[]{}',;.:1 2\n%'\"~&|<>end for if", max_size=40))
def test_no_line_is_a_crash(line: str) -> None:
    try:
        run(read(line + "\n"))
    except TinbergenError:
        return


def test_values_given_go_before_the_file_and_what_follows_from_them_follows() -> None:
    assert read("", a=0.8).values == {"a": 0.8, "b": 1.6}
    with pytest.raises(TinbergenError) as fault:
        read("", aa=0.8)
    assert (fault.value.code, fault.value.hint) == ("M007", "a")


def test_long_lines_are_not_deep_ones() -> None:
    assert read(f"n = 1{'+1' * 5000};\nset_param_value('b', n);").values["b"] == 5001.0
    assert read(f"n = k{'.c' * 2000};\nset_param_value('b', n);").values["b"] == 1.0

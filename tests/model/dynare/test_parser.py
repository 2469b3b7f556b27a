"""Model files to models."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.dynare.parser import parse, parse_file

TEXT = """
/* A model with
   most of the language. */
var C (long_name='Consumption | 消费'), Y $Y_t$ (long_name="Output");   // two variables
var X;
varexo G;          % from outside
parameters a b c;
a = 0.5; b = 2*a^2 + 1; c = max(a, b)/3;

model(linear);
# share = a + b*C(-1);
[name='consumption', estimate='2sls', instruments='G G(-1) Y(-1)-Y(-2), diff(G)',
 restrictions='a + b = 1; a - 2*c = 0', fixed='c']
C = share*Y + c;
[endogenous = 'Y', mcp]
Y - G = C;
X(-1)*X + Y;
end;

initval;
C = 1.5; Y = 2*C; G = Y - C;
end;
steady;
check;
"""


def test_declarations_and_values() -> None:
    model = parse(TEXT, "folder/demo.mod")
    assert (model.name, model.source) == ("demo", "folder/demo.mod")
    assert model.endogenous == ("C", "Y", "X")
    assert model.exogenous == ("G",)
    assert model.parameters == ("a", "b", "c")
    assert model.values == {"a": 0.5, "b": 1.5, "c": 0.5}
    assert model.titles == {"C": Text("Consumption", "消费"), "Y": Text("Output", "Output")}
    assert model.initial == {"C": 1.5, "Y": 3.0, "G": 1.5}
    assert model.linear
    assert model.lags == (1, 0)


def test_equations_with_their_names_tags_and_places() -> None:
    model = parse(TEXT, "demo.mod")
    consumption, second, third = model.equations
    text = model.graph.text
    assert [e.name for e in model.equations] == ["consumption", "Y", "equation_3"]
    assert text(consumption.lhs) == "C"
    assert text(consumption.rhs) == "(a + b*C(-1))*Y + c"
    assert text(second.residual) == "Y - G - C"
    assert text(third.residual) == "Y + X*X(-1)"
    assert consumption.behavioural
    assert not second.behavioural
    assert second.tags == {"endogenous": "Y", "mcp": ""}
    assert [text(n) for n in consumption.instruments] == [
        "G", "G(-1)", "Y(-1) - Y(-2)", "G - G(-1)",
    ]  # fmt: skip
    assert [text(n) for n in consumption.restrictions] == ["a + b - 1", "a - 2*c"]
    assert consumption.fixed == ("c",)
    assert str(consumption.at) == "demo.mod:14:1"
    assert consumption.at.text == "C = share*Y + c;"


def equations_of(text: str) -> list[str]:
    model = parse(text)
    return [model.graph.text(e.residual) for e in model.equations]


def test_line_ends_and_encodings_do_not_matter(tmp_path: Path) -> None:
    """CRLF and CR-less files, UTF-8 with and without its mark, and Latin-1 comments."""
    wanted = equations_of(TEXT)
    assert equations_of(TEXT.replace("\n", "\r\n")) == wanted
    latin = TEXT.replace("消费", "Konsum").replace("two variables", "zwei Größen")
    for content in (
        TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), latin.encode("latin-1"),
        latin.replace("\n", "\r\n").encode("latin-1"),
    ):  # fmt: skip
        path = tmp_path / "m.mod"
        path.write_bytes(content)
        model = parse_file(path)
        assert model.name == "m"
        assert [model.graph.text(e.residual) for e in model.equations] == wanted


def test_faults_of_files_with_crlf_stand_on_their_line() -> None:
    with pytest.raises(TinbergenError) as fault:
        parse("var y;\r\nmodel;\r\n y = z;\r\nend;\r\n", "m.mod")
    at = fault.value.at
    assert at is not None
    assert (at.line, at.column) == (3, 6)
    assert fault.value.render().splitlines()[1:3] == ["    3 |  y = z;", "      |      ^"]


def test_names_of_equations_are_unique() -> None:
    model = parse(
        "var y a b c; model; y = 1; [name='y_4'] a = 2; y = b; y = c; equation_5 = 1; end;".replace(
            "equation_5 = 1;", "2*a = a*a + b*c;"
        )
    )
    names = [e.name for e in model.equations]
    assert len(set(names)) == 5
    assert names[:2] == ["y", "y_4"]


def test_declarations_may_be_split_and_the_order_is_that_of_the_file() -> None:
    model = parse("var b; varexo x; var a; parameters p; parameters q; model; b=p; a=q; end;")
    assert model.endogenous == ("b", "a")
    assert model.parameters == ("p", "q")


def test_locals_may_build_on_locals() -> None:
    model = parse("var y; parameters a; model; # s = 2*a; # t = s^2; y = t - s; end;")
    assert model.graph.text(model.equations[0].rhs) == "(2*a)^2 - 2*a"


def test_a_parameter_may_be_assigned_again_and_the_last_value_counts() -> None:
    model = parse("var y; parameters a b; a = 1; b = a; a = 2; model; y = a + b; end;")
    assert model.values == {"a": 2.0, "b": 1.0}


def test_an_equation_without_a_right_side_is_zero() -> None:
    model = parse("var y; varexo x; model; y - 2*x; end;")
    (equation,) = model.equations
    assert model.graph.value(equation.rhs) == 0.0
    assert model.graph.text(equation.residual) == "y - 2*x"
    assert equation.name == "y"


def code_of(text: str) -> TinbergenError:
    with pytest.raises(TinbergenError) as fault:
        parse(text, "m.mod")
    return fault.value


def test_deep_nesting_is_refused_before_the_interpreter_gives_up() -> None:
    deepest = 99
    for opening, closing in (("(", ")"), ("exp(0*", ")"), ("max(1, ", ")"), ("-(", ")")):
        fine = opening * (deepest // 2) + "1" + closing * (deepest // 2)
        assert parse(f"var y; model; y = {fine}; end;").equations
        fault = code_of(f"var y; model; y = {opening * 3000}1{closing * 3000}; end;")
        assert fault.code == "M012"
    assert code_of(f"var y; model; y = {'-' * 5000}1; end;").code == "M012"


def test_long_sums_are_not_deep() -> None:
    model = parse("var y; varexo x; model; y = " + " + ".join(["x*y"] * 3000) + "; end;")
    assert len(model.graph.text(model.equations[0].rhs)) > 9000


def test_repeated_squares_are_shared() -> None:
    text = "var y; varexo x; model; # b0 = x;"
    text += "".join(f" # b{k + 1} = b{k}*b{k};" for k in range(60)) + " y = b60; end;"
    assert len(parse(text).graph.ops) < 70


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("var invest; model; invest = ivnest(-1); end;", "M004", "invest"),
        ("var cons; parameters alpha; alhpa = 1; model; cons = 1; end;", "M007", "alpha"),
        ("var cons; modle; cons = 1; end;", "M015", "model"),
        ("var y; model; y = mx(1, 2); end;", "M004", "max"),
        ("var y; initval; z = 1; end; model; y = 1; end;", "M004", None),
    ],
)
def test_what_was_probably_meant(text: str, code: str, hint: str | None) -> None:
    fault = code_of(text)
    assert (fault.code, fault.hint) == (code, hint)


def test_a_value_needs_the_values_it_is_computed_from() -> None:
    for text, name in (
        ("var y; parameters a b; a = b; model; y = a; end;", "b"),
        ("var y; varexo x; parameters a; a = x + 1; model; y = a*x; end;", "x"),
        ("var y; varexo x; initval; y = x; end; model; y = x; end;", "x"),
    ):
        fault = code_of(text)
        assert fault.code == "M006"
        assert f"'{name}'" in fault.text("title") or f" {name} " in fault.text("title")


def test_macros_are_expanded_and_errors_point_into_the_file_as_written() -> None:
    text = "@#define n = 2\nvar\n@#for k in 1:n\nx_@{k}\n@#endfor\n;\nmodel;\n" + (
        "@#for k in 1:n\nx_@{k} = 0.5*x_@{k}(-1);\n@#endfor\nend;\n"
    )
    assert parse(text).endogenous == ("x_1", "x_2")
    with pytest.raises(TinbergenError) as caught:
        parse(text.replace("0.5*", "rho*"), "demo.mod")
    assert caught.value.code == "M004"
    assert caught.value.at is not None
    assert (caught.value.at.file, caught.value.at.line) == ("demo.mod", 9)


def test_files_outside_the_models_folder_are_not_included(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "models"
    inside.mkdir()
    (tmp_path / "secret.inc").write_text("var x;", encoding="utf-8")
    (inside / "part.inc").write_text("var x;", encoding="utf-8")
    main = inside / "main.mod"
    main.write_text('@#include "part.inc"\nmodel; x = 1; end;', encoding="utf-8")
    assert parse_file(main).endogenous == ("x",)
    main.write_text('@#include "../secret.inc"\nmodel; x = 1; end;', encoding="utf-8")
    with pytest.raises(TinbergenError) as caught:
        parse_file(main)
    assert caught.value.code == "M024"
    # Links in a circle are no file, and one of that name where the program runs is not meant.
    (inside / "circle.inc").symlink_to("circle.inc")
    (tmp_path / "circle.inc").write_text("var x;", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    main.write_text('@#include "circle.inc"\nmodel; x = 1; end;', encoding="utf-8")
    with pytest.raises(TinbergenError) as caught:
        parse_file(main)
    assert caught.value.code == "M108"


@settings(max_examples=150)
@given(st.data())
def test_a_mutilated_file_is_a_model_or_a_mistake_with_its_place(data: st.DataObject) -> None:
    """Characters lost, doubled and strayed: nothing but our own errors comes of it."""
    text = TEXT
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        kind = data.draw(st.integers(0, 2))
        if kind == 0:
            text = text[:at] + text[at + data.draw(st.sampled_from([1, 2, 5, 30])) :]
        else:
            stray = data.draw(st.sampled_from("()[];=,'\"#*/+-^@${}<>&|!.:%\\\n 09aeY消é~\x00\r"))
            text = text[:at] + stray + text[at + kind - 1 :]
    try:
        parse(text, "m.mod")
    except TinbergenError as fault:
        assert fault.at is not None
        assert fault.at.line is not None
        assert fault.render("en") != fault.render("zh")


@pytest.mark.parametrize("text", ["trend_var(level=g) A;", "var(log) y;", "varexo(x=1) y;"])
def test_options_of_declarations_are_refused_rather_than_passed_over(text: str) -> None:
    with pytest.raises(TinbergenError) as caught:
        parse(f"parameters g; g = 1.01; {text} model; y = 1; end;")
    assert caught.value.code in ("M014", "M003")

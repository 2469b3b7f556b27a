"""The words that a person with a mistake in a model file gets to read, one file a mistake."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.model.blocks import blocks
from tinbergen.model.dynare.parser import parse

FOLDER = Path(__file__).parents[1] / "golden" / "model"

#: A small model; each mistake replaces one of its lines.
GOOD = """// Income and consumption.
var C (long_name='Consumption | 消费'), Y;
varexo G;
parameters a b;
a = 10; b = 0.6;
model;
[name='consumption', estimate='2sls', instruments='G C(-1)']
C = a + b*Y;
Y = C + G;
end;
"""

#: Name -> (code, line replaced, what stands there instead).
MISTAKES: dict[str, tuple[str, str, str]] = {
    "strange_character": ("M001", "Y = C + G;", "Y = C + G~;"),
    "accent_in_a_name": ("M001", "Y = C + G;", "Y = C + G + café;"),
    "chinese_punctuation": ("M001", "Y = C + G;", "Y = C + G；"),
    "comment_not_closed": ("M002", "// Income and consumption.", "/* Income and consumption."),
    "tag_not_closed": ("M002", "C = a + b*Y;", "[name='open] C = a + b*Y;"),
    "model_not_closed": ("M002", "end;", ""),
    "initval_not_closed": ("M002", "end;", "end;\ninitval;\nC = 1;"),
    "declaration_not_closed": ("M003", "varexo G;", "varexo G"),
    "declaration_runs_into_values": ("M003", "parameters a b;", "parameters a b"),
    "semicolon_missing": ("M003", "C = a + b*Y;", "C = a + b*Y"),
    "operator_missing": ("M003", "C = a + b*Y;", "C = a + b Y;"),
    "operand_missing": ("M003", "C = a + b*Y;", "C = a + *Y;"),
    "two_equals_signs": ("M003", "Y = C + G;", "Y = C = G;"),
    "parenthesis_not_closed": ("M003", "C = a + b*Y;", "C = (a + b*Y;"),
    "function_without_parentheses": ("M003", "Y = C + G;", "Y = C + exp G;"),
    "tag_without_comma": ("M003", "Y = C + G;", "[name='y' mcp] Y = C + G;"),
    "tag_without_quotes": ("M003", "Y = C + G;", "[name=income] Y = C + G;"),
    "long_name_without_quotes": ("M003", "varexo G;", "varexo G (long_name=Spending);"),
    "number_as_a_name": ("M003", "varexo G;", "varexo G 2G;"),
    "misspelt_variable": ("M004", "C = a + b*Y;", "C = a + b*YY;"),
    "misspelt_function": ("M004", "Y = C + G;", "Y = C + max0(G, 0);"),
    "misspelt_instrument": ("M004", "Y = C + G;", "[name='y', instruments='G D'] Y = C + G;"),
    "unknown_in_initval": ("M004", "end;", "end;\ninitval;\nK = 1;\nend;"),
    "declared_twice": ("M005", "varexo G;", "varexo G C;"),
    "local_like_a_variable": ("M005", "Y = C + G;", "# Y = a;\nY = C + G;"),
    "value_without_value": ("M006", "a = 10; b = 0.6;", "a = 10; b = 0.6*c0;"),
    "value_of_a_variable": ("M006", "a = 10; b = 0.6;", "a = 10; b = 0.6*G;"),
    "fixed_what_is_no_parameter": ("M007", "Y = C + G;", "[name='y', fixed='alpha'] Y = C + G;"),
    "function_as_a_name": ("M008", "varexo G;", "varexo G, log;"),
    "too_many_arguments": ("M009", "Y = C + G;", "Y = C + sqrt(G, 2);"),
    "too_few_arguments": ("M009", "Y = C + G;", "Y = C + max(G);"),
    "lag_that_is_no_number": ("M010", "C = a + b*Y;", "C = a + b*Y(k);"),
    "product_without_a_sign": ("M010", "C = a + b*Y;", "C = a + b*Y(1 + a);"),
    "parameter_with_a_date": ("M010", "C = a + b*Y;", "C = a + b(-1)*Y;"),
    "chained_power": ("M011", "C = a + b*Y;", "C = a + Y^b^2;"),
    "nested_too_deep": ("M012", "Y = C + G;", f"Y = C + {'(' * 120}G{')' * 120};"),
    "no_model": ("M013", "model;", "verbatim;"),
    "misspelt_statement": ("M015", "varexo G;", "vaarexo G;"),
    "misspelt_block": ("M015", "model;", "modle;"),
    "value_that_is_no_number": ("M016", "a = 10; b = 0.6;", "a = log(-1); b = 0.6;"),
    "name_used_twice": ("M017", "Y = C + G;", "[name='consumption'] Y = C + G;"),
    "equation_missing": ("M020", "Y = C + G;", ""),
    "equation_too_many": ("M020", "Y = C + G;", "Y = C + G;\nG = 0.2*Y;"),
    "variable_left_out": ("M021", "C = a + b*Y;\nY =", "C = a + b*Y(-1);\nY(-1) ="),
    "static_equation_alone": ("M122", "Y = C + G;", "Y = C + G;\n[static] Y = 1;"),
    "static_equation_with_a_lag": ("M123", "Y = C + G;", "[static] Y = C(-1);\nY = C + G;"),
    "unbalanced_growth": (
        "M124",
        "varexo G;",
        "varexo G;\ntrend_var(growth_factor=1.01) A;\nvar(deflator=A) K;\nmodel;\nK = A + G;\nend;",
    ),
    "covariance_square": ("M125", "end;", "end;\nSigma_e = [1 2; 3 4];"),
    "known_ahead_with_a_lag": ("M130", "varexo G;", "varexo_det G;\nmodel;\n# past = G(-1);\nend;"),
    "periods_backwards": ("M131", "end;", "end;\nshocks;\nvar G; periods 4:2; values 1;\nend;"),
    "history_of_the_future": ("M132", "end;", "end;\nhistval;\nY(1) = 3;\nend;"),
}


def mistaken(line: str, instead: str) -> str:
    assert GOOD.count(line) == 1 or line in ("end;", "model;")
    before, _, after = GOOD.rpartition(line)
    return before + instead + after


def test_the_model_without_mistakes_is_fine() -> None:
    assert len(blocks(parse(GOOD, "economy.mod"))) == 1


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake(name: str, golden: Callable[[str, str], None]) -> None:
    code, line, instead = MISTAKES[name]
    with pytest.raises(TinbergenError) as fault:
        blocks(parse(mistaken(line, instead), "economy.mod"))
    error = fault.value
    golden(f"{name}.txt", f"{error.render('en')}\n\n{error.render('zh')}\n")
    assert error.code == code
    assert not re.search(r"\{\w+\}", error.render("en") + error.render("zh"))


def test_there_are_files_of_these_mistakes_only() -> None:
    files = {p.stem for p in FOLDER.glob("*.txt") if not p.stem.startswith("convert_")}
    assert files == set(MISTAKES)

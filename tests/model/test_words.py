"""Words of the language in capitals, names alike, and words of MATLAB's own."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.model.dynare.parser import parse

MODEL = "var y; varexo e; parameters a; a = 0.5; model; y = a*y(-1) + e; end;\n"


def test_words_of_the_language_may_be_in_capitals() -> None:
    text = """
    VAR y; Varexo e; PARAMETERS a; a = 0.5;
    MODEL(LINEAR); y = a*y(-1) + EXP(0)*e; END;
    Shocks; VAR e; STDERR 0.1; End;
    STOCH_SIMUL(ORDER=1, Irf=0) y;
    """
    model = parse(text)
    assert model.linear
    assert model.commands == ("stoch_simul",)
    assert model.statements[-1].options == {"order": "1", "irf": "0"}


def test_names_keep_their_capitals() -> None:
    model = parse("var Y Log y; varexo E; model; Y = Log + E; Log = y; y = Log(-1); end;")
    assert model.endogenous == ("Y", "Log", "y")


def test_equations_of_one_name_are_numbered_where_the_file_is_solved() -> None:
    text = "var y z; varexo e; model; [name='rate'] y = e; [name='rate'] z = y; end;"
    with pytest.raises(TinbergenError) as fault:
        parse(text)
    assert fault.value.code == "M017"
    model = parse(f"{text} steady;")
    assert len({e.name for e in model.equations}) == 2
    assert [notice.code for notice in model.notices] == ["M017"]


@pytest.mark.parametrize("line", ["moments;", "results;", "close all;", "check_data;", "clear;"])
def test_calls_of_ones_own_scripts_are_no_misspelt_commands(line: str) -> None:
    assert parse(f"{MODEL}{line}\n").endogenous == ("y",)


@pytest.mark.parametrize("line", ["stoch_simull;", "stedy;", "chek;"])
def test_misspelt_commands_are_found(line: str) -> None:
    with pytest.raises(TinbergenError) as fault:
        parse(f"{MODEL}{line}\n")
    assert fault.value.code == "M015"


def test_a_scalar_that_a_local_name_takes_up_is_no_misspelt_parameter() -> None:
    text = """
    var y; varexo e; parameters constebeta a; a = 0.5;
    cbeta = .9995;
    model; #cbeta = 1/(1 + constebeta/100); y = a*cbeta*y(-1) + e; end;
    """
    assert "constebeta" not in parse(text).values


def test_a_parameter_that_estimation_sets_is_not_missing() -> None:
    text = MODEL.replace("parameters a;", "parameters a rhoo;") + (
        "rho = 0.9;\nestimated_params; rhoo, 0.9; end;\n"
    )
    assert parse(text).parameters == ("a", "rhoo")

"""Commands with their options, declarations, and lines for MATLAB."""

from __future__ import annotations

import re

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.lexer import Token
from tinbergen.model.reading import ENDOGENOUS, PARAMETER, TREND, Reading
from tinbergen.model.splitter import Piece
from tinbergen.model.statements import Command, Native, ParameterValue
from tinbergen.model.tokens import Cursor

_NAME_OR_END = Text("a name or ';'", "名称或“;”")
_NAMES = Text("the names of '{word}'", "“{word}”的名称")
_QUOTED = Text("a quoted text", "带引号的文本")

#: What declares names, and of which kind they are.
DECLARATIONS = {
    "var": ENDOGENOUS, "varexo": "varexo", "varexo_det": "varexo_det", "parameters": PARAMETER,
    "trend_var": TREND, "log_trend_var": TREND,
}  # fmt: skip

_KEYWORDS = frozenset((*DECLARATIONS, "model", "initval"))

#: Commands of the language.
COMMANDS = frozenset({
    "steady", "check", "resid", "stoch_simul", "simul", "perfect_foresight_setup",
    "perfect_foresight_solver", "perfect_foresight_with_expectation_errors_setup",
    "perfect_foresight_with_expectation_errors_solver", "estimation", "forecast", "varobs", "osr",
    "osr_params", "ramsey_model", "ramsey_policy", "discretionary_policy", "planner_objective",
    "evaluate_planner_objective", "identification", "model_info", "model_diagnostics",
    "shock_decomposition", "realtime_shock_decomposition", "plot_shock_decomposition",
    "calib_smoother", "conditional_forecast", "plot_conditional_forecast", "extended_path",
    "occbin_setup", "occbin_solver", "occbin_graph", "dynare_sensitivity", "sensitivity",
    "write_latex_dynamic_model", "write_latex_static_model", "write_latex_original_model",
    "write_latex_steady_state_model", "write_latex_parameter_table", "write_latex_prior_table",
    "write_latex_definitions", "collect_latex_files", "rplot", "dynatype", "dynasave", "dsample",
    "initval_file", "histval_file", "smoother2histval", "set_dynare_seed", "set_time",
    "bvar_density", "bvar_forecast", "markov_switching", "sbvar", "svar", "ms_estimation",
    "prior_function", "posterior_function", "save_params_and_steady_state",
    "load_params_and_steady_state", "change_type", "model_comparison", "external_function",
    "irf_calibration", "Sigma_e", "unit_root_vars", "data", "print_bytecode_dynamic_model",
    "internals", "gmm_estimation", "method_of_moments", "homotopy_setup_command",
})  # fmt: skip

#: Blocks that are kept as they stand.
KEPT_BLOCKS = frozenset({
    "estimated_params", "estimated_params_init", "estimated_params_bounds", "optim_weights",
    "osr_params_bounds", "homotopy_setup", "occbin_constraints", "mshocks",
    "conditional_forecast_paths", "observation_trends", "verbatim", "moment_calibration",
    "irf_calibration", "ramsey_constraints", "svar_identification", "deterministic_trends",
    "model_replace", "epilogue", "generate_irfs", "filter_initial_state", "matched_moments",
    "heteroskedastic_shocks", "init2shocks", "shock_groups", "model_remove", "pac_model_block",
})  # fmt: skip


def read_declaration(reading: Reading, piece: Piece) -> None:
    """var, varexo, …: names with TeX and long names.

    Raises
    ------
    TinbergenError
        M014 for trends and deflators, which are not taken out of the equations yet.
    """
    cursor = reading.cursor(piece.first, piece.last)
    kind = DECLARATIONS[cursor.advance().text]
    if cursor.at("(") or kind == TREND:
        raise TinbergenError("M014", at=cursor.where(), what=f"{piece.word} with trends")
    while not cursor.take(";"):
        token = cursor.demand_kind("name", _NAME_OR_END, f"'{piece.word}'")
        if token.text in _KEYWORDS or cursor.at("="):
            # The semicolon before it was forgotten: what follows are no names of this kind.
            raise cursor.fault("';'", _NAMES.fill(word=piece.word), token)
        reading.declare(token, kind)
        if cursor.token.kind == "tex":
            cursor.advance()
        if cursor.take("("):
            _long_name(reading, cursor, token.text)
        cursor.take(",")


def read_predetermined(reading: Reading, piece: Piece) -> None:
    """Variables whose value of today was decided yesterday: k in equations is k(-1)."""
    cursor = reading.cursor(piece.first, piece.last)
    cursor.advance()
    while not cursor.take(";"):
        token = cursor.demand_kind("name", _NAME_OR_END, f"'{piece.word}'")
        reading.predetermined.add(reading.known_as(token, ENDOGENOUS))
        cursor.take(",")


def _long_name(reading: Reading, cursor: Cursor, name: str) -> None:
    while not cursor.take(")"):
        key = cursor.demand_kind("name", "long_name", "'('")
        cursor.demand("=", key.text)
        value = cursor.demand_kind("string", _QUOTED, "'='")
        if key.text == "long_name":
            english, _, chinese = value.text[1:-1].partition(" | ")
            reading.titles[name] = Text(english, chinese or english)
        cursor.take(",")


def read_parameter(reading: Reading, piece: Piece) -> None:
    """``name = expression;`` for a declared parameter."""
    cursor = reading.cursor(piece.first, piece.last)
    token = cursor.advance()
    cursor.advance()
    value = reading.number(cursor, token.text)
    reading.values[token.text] = value
    reading.statements.append(ParameterValue(token.text, value, reading.where(token)))


def read_command(reading: Reading, piece: Piece) -> None:
    """A command's options and the names behind them."""
    cursor = reading.cursor(piece.first, piece.last)
    token = cursor.advance()
    options = _command_options(cursor) if cursor.at("(") else {}
    if piece.word == "external_function":
        reading.external[options.get("name", "")] = 1
    names = []
    while cursor.token.kind != "end" and not cursor.take(";"):
        word = cursor.advance()
        if word.kind == "name":
            names.append(word.text)
    text = reading.source.text[piece.first : piece.last].strip()
    where = reading.where(token)
    reading.statements.append(Command(piece.word, options, tuple(names), where, text))


def _command_options(cursor: Cursor) -> dict[str, str]:
    """``(order=1, irf=20, noprint)``: values as written, empty for bare words."""
    cursor.advance()
    options: dict[str, str] = {}
    depth, words = 1, list[Token]()
    while depth and cursor.token.kind != "end":
        token = cursor.advance()
        depth += (token.text in "([") - (token.text in ")]") if token.kind == "symbol" else 0
        if depth and not (token.text == "," and depth == 1):
            words.append(token)
            continue
        if words:
            value = "".join(w.text for w in words[2:])
            options[words[0].text] = value if len(words) > 1 else ""
        words = []
    return options


def keep_block(reading: Reading, piece: Piece) -> None:
    """A block that belongs to commands not carried out yet, kept with its place."""
    text = reading.source.text[piece.first : piece.last].strip()
    at = reading.source.locate(piece.first)
    reading.statements.append(Command(piece.word, {}, (), at, text))


_SCALAR = re.compile(r"([A-Za-z_]\w*)\s*=\s*([^=;].*?);?\s*$", re.DOTALL)
_SET_VALUE = re.compile(r"set_param_value\(\s*['\"](\w+)['\"]\s*,(.*)\)\s*;?\s*$", re.DOTALL)


def read_native(reading: Reading, piece: Piece, text: str) -> None:
    """A line for MATLAB: a scalar's value is understood, all else is kept and never executed."""
    line = text[piece.first : piece.last].strip()
    at = reading.source.locate(piece.first)
    understood = ""
    for pattern in (_SET_VALUE, _SCALAR):
        match = pattern.match(line)
        if match is None:
            continue
        start = piece.first + text[piece.first : piece.last].index(line) + match.start(2)
        value = _scalar(reading, start, start + len(match.group(2)))
        if value is None:
            continue
        if pattern is _SET_VALUE or match.group(1) in reading.of(PARAMETER):
            reading.values[match.group(1)] = value
            reading.statements.append(ParameterValue(match.group(1), value, at))
        else:
            reading.workspace[match.group(1)] = value
            reading.workspace_at.setdefault(match.group(1), at)
        understood = match.group(1)
        break
    reading.statements.append(Native(line, at, understood))


def _scalar(reading: Reading, first: int, last: int) -> float | None:
    """The value of an arithmetic expression, or None when it is not one we understand."""
    try:
        cursor = reading.cursor(first, last)
        node = reading.outside(cursor).parse()
        if cursor.token.kind != "end":
            return None
        return reading.evaluate(node, "", reading.source.locate(first))
    except TinbergenError:
        return None

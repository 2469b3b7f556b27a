"""Commands with their options, and values of parameters."""

from __future__ import annotations

from tinbergen.core.errors import GrammarError
from tinbergen.core.text import Text
from tinbergen.model.dynare.matlab.native_expressions import is_native
from tinbergen.model.dynare.options import read_options
from tinbergen.model.dynare.parser_external import declare_called, declare_external
from tinbergen.model.dynare.reading import Reading
from tinbergen.model.dynare.splitter import Piece
from tinbergen.model.statements import Command, ParameterValue

_VALUE = Text("the value of {name}", "{name} 的值")

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
    "load_params_and_steady_state", "model_comparison", "external_function",
    "irf_calibration", "unit_root_vars", "data", "print_bytecode_dynamic_model",
    "internals", "gmm_estimation", "method_of_moments", "homotopy_setup_command",
    "occbin_write_regimes", "svar_global_identification_check", "ms_simulation", "ms_irf",
    "ms_compute_mdd", "ms_compute_probabilities", "ms_forecast", "ms_variance_decomposition",
    "bvar_irf", "initial_condition_decomposition", "squeeze_shock_decomposition", "var_model",
    "var_expectation_model", "trend_component_model", "pac_model", "det_cond_forecast",
    "estimation_data", "model_remove", "var_remove", "model_options", "get_irf",
})  # fmt: skip

#: Blocks that are kept as they stand.
KEPT_BLOCKS = frozenset({
    "estimated_params_init", "estimated_params_bounds", "optim_weights",
    "osr_params_bounds", "occbin_constraints", "mshocks",
    "conditional_forecast_paths", "observation_trends", "verbatim", "moment_calibration",
    "irf_calibration", "ramsey_constraints", "svar_identification", "deterministic_trends",
    "model_replace", "epilogue", "generate_irfs", "filter_initial_state", "matched_moments",
    "heteroskedastic_shocks", "init2shocks", "shock_groups", "pac_target_info",
    "estimated_params_remove",
})  # fmt: skip


def read_parameter(reading: Reading, piece: Piece) -> None:
    """``name = expression;`` for a declared parameter; a value that the user gave stays.

    What only MATLAB knows is left to a run of the file, and to who asks for the value.
    """
    declare_called(
        reading.graph, reading.source, piece.first, piece.last,
        {*reading.kinds, *reading.natives}, reading.functions,
    )  # fmt: skip
    name, at = piece.word, reading.source.locate(piece.first)
    text = reading.source.text[piece.first : piece.last].partition("=")[2].rstrip("; \t")
    try:
        cursor = reading.cursor(piece.first, piece.last)
        cursor.advance()
        cursor.advance()
        first = reading.where(cursor.token)
        node = reading.outside(cursor).parse()
        cursor.demand(";", _VALUE.fill(name=name))
    except GrammarError:
        if not is_native(text):
            raise
        first, node = at, reading.graph.parameter(" ".join(text.split()))
    if name in reading.given:
        return
    waits = reading.value(node).number is None
    if waits and (found := reading.single(text)) is not None:
        node, waits = reading.graph.number(found), False
    if waits and reading.waits(node):
        reading.values.pop(name, None)
        reading.unknown[name] = at
        reading.statements.append(ParameterValue(name, None, at, node))
        return
    value = reading.evaluate(node, name, first)
    reading.unknown.pop(name, None)
    reading.values[name] = value
    reading.statements.append(ParameterValue(name, value, at, node))


def read_command(reading: Reading, piece: Piece) -> None:
    """A command's options and the names behind them."""
    cursor = reading.cursor(piece.first, piece.last)
    token = cursor.advance()
    options = read_options(cursor)
    if piece.word == "external_function":
        declare_external(reading.graph, options, reading.where(token), reading.functions)
    names = []
    while cursor.token.kind != "end" and not cursor.take(";"):
        word = cursor.advance()
        if word.kind == "name":
            names.append(word.text)
    text = reading.source.text[piece.first : piece.last].strip()
    where = reading.where(token)
    reading.statements.append(Command(piece.word, options, tuple(names), where, text))


def read_periods(reading: Reading, piece: Piece) -> None:
    """``periods 40;``: the number of periods of later commands that do not say it."""
    text = reading.source.text[piece.first : piece.last].strip()
    number = text.removesuffix(";").split()[-1]
    where = reading.source.locate(piece.first)
    reading.statements.append(Command("periods", {"periods": number}, (), where, text))


def keep_block(reading: Reading, piece: Piece) -> None:
    """A block that belongs to commands not carried out yet, kept with its place."""
    text = reading.source.text[piece.first : piece.last].strip()
    at = reading.source.locate(piece.first)
    reading.statements.append(Command(piece.word, {}, (), at, text))

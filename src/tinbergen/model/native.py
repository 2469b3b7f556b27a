"""Lines for MATLAB, which are never executed: what may be missing from the results without them."""

from __future__ import annotations

import re
from typing import Literal

from tinbergen.model.statements import Native

#: ``nothing``: no number depends on it. ``values``: it may set or read values that are not known
#: here. ``answer``: it may change how commands work or what they return. ``repetition``: commands
#: inside are carried out once.
Consequence = Literal["nothing", "values", "answer", "repetition"]

_STRUCTURE = r"\b(?:options_|M_|oo_|estim_params_|bayestopt_|dataset_)"
_STRUCTURES = re.compile(
    # An element, whose index may hold a call, or a place in a list of what a function returns.
    rf"{_STRUCTURE}[\w.]*(?:\([^()=]*(?:\([^()]*\)[^()=]*)*\)|\{{[^{{}}=]*\}}|\.\w+)*\s*=(?!=)"
    rf"|^\[[^\]=]*{_STRUCTURE}[^\]=]*\]\s*="
)
_SETTING = re.compile(r"\b(?:set_param_value|set_shock_stderr_value|assignin|evalin|eval)\s*\(")
_CONTROL = re.compile(r"(?:for|while|if|elseif|else|switch|case|otherwise|end|try|catch|break|"
                      r"continue|parfor|endfor|endif|endwhile)\b")  # fmt: skip
_DRAWING = re.compile(
    r"(?:figure|plot\w*|subplot|hold|title|[xyz]label|[xyz]lim|legend|axis|axes|grid|set|text|line|"
    r"bar\w*|area|surf\w*|mesh\w*|contour\w*|print|saveas|savefig|exportgraphics|close|drawnow|"
    r"sgtitle|suptitle|annotation|colormap|fill|patch|rectangle|stairs|stem|scatter\w*|hist\w*|"
    r"disp|display|fprintf|sprintf|warning|error|format|tic|toc|clc|more|diary|pause|beep|"
    r"clear\w*|addpath|rmpath|cd|delete|mkdir|dyntable|datatomfile|rplot|save|xlswrite|csvwrite|"
    r"writetable|writematrix|fopen|fclose|global|return)\b(?!\s*=)"
)
_LOADING = re.compile(
    r"\b(?:load|importdata|xlsread|readtable|readmatrix|csvread|fscanf|run|source|rng|randn?|input)\b"
)


def consequence(line: Native) -> Consequence:
    """What may be missing because this line is not executed, by the first rule that applies."""
    text = line.text
    if line.understood:
        return "nothing"
    if _STRUCTURES.search(text) or _SETTING.search(text):
        return "answer"
    if _CONTROL.match(text):
        return "repetition"
    if _LOADING.search(text):
        return "values"
    return "nothing" if _DRAWING.match(text) else "values"

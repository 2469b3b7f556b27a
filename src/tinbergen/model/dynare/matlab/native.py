"""Lines for MATLAB, which are never executed: what may be missing from the results without them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tinbergen.core.text import SEMICOLONS, Text
from tinbergen.model.dynare.matlab.matlab_tree import For, If, Ignored, Jump, Step, While
from tinbergen.model.statements import Native

#: ``nothing``: no number depends on it. ``values``: it may set or read values that are not known
#: here. ``answer``: it may change how commands work or what they return. ``repetition``: a loop or
#: a choice, in which commands are not carried out.
Consequence = Literal["nothing", "values", "answer", "repetition"]


@dataclass
class Branch:
    """An open block of MATLAB's: ``state`` is taken, waiting (for another branch), done or
    unknown; ``place`` is its opening line's among the statements."""

    state: str
    place: int

    @property
    def open(self) -> bool:
        return self.state == "taken"


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
#: Words that begin a statement which shows, draws or tidies up: no number comes of it.
IGNORED = frozenset({
    "figure", "plot", "plot3", "subplot", "hold", "title", "xlabel", "ylabel", "zlabel", "xlim",
    "ylim", "zlim", "legend", "axis", "axes", "grid", "set", "text", "line", "bar", "area", "surf",
    "mesh", "contour", "print", "saveas", "savefig", "exportgraphics", "close", "drawnow",
    "sgtitle", "suptitle", "annotation", "colormap", "fill", "patch", "rectangle", "stairs", "stem",
    "scatter", "hist", "histogram", "disp", "display", "fprintf", "printf", "puts", "sprintf",
    "warning", "error", "format", "tic", "toc", "clc", "more", "diary", "pause", "beep", "addpath",
    "rmpath", "cd", "delete", "mkdir", "dyntable", "datatomfile", "rplot", "save", "xlswrite",
    "csvwrite", "writetable", "writematrix", "fopen", "fclose", "return", "pkg", "fflush",
    "keyboard", "skipline",
})  # fmt: skip
_LOADING = re.compile(
    r"\b(?:load|importdata|xlsread|readtable|readmatrix|csvread|fscanf|run|source|rng|randn?|input)\b"
)
#: Settings of what is shown and of how a solution is searched for: the solution stays the same.
_SHOWN = re.compile(
    r"options_\.(?:noprint|nograph|nodisplay|graph_format|TeX|nolog|verbosity|debug|nocorr|"
    r"nofunctions|nomoments|solve_algo|simul_algo|stack_solve_algo|markowitz|jacobian_flag|"
    r"block|bytecode|use_dll|console_mode|minimal_workspace|warnings|initial_date|dirname)\b"
)
#: A function or a program that a line calls, of which nothing else is known.
_ALONE = re.compile(r"[A-Za-z_]\w*\s*(?:\([^=]*\))?\s*[;,]?\s*\Z")
#: Files whose values a line reads.
_FILE = re.compile(r"\b(?:load|importdata|xlsread|readtable|readmatrix|csvread)\b[\s(]*['\"]?"
                   r"(?P<file>[\w./\\-]+)")  # fmt: skip

#: What is said of lines by their consequence.
_WORDS: dict[Consequence, Text] = {
    "nothing": Text("no number depends on it", "不影响任何数值"),
    "values": Text("values that it sets or reads may be missing", "它设定或读取的值可能缺失"),
    "answer": Text("it may change the answer", "可能改变结果"),
    "repetition": Text(
        "a loop or a choice between commands; what stands in it for MATLAB is not carried out",
        "循环或条件语句；其中的 MATLAB 代码不执行",
    ),
}
_INSIDE = Text(
    "in a loop or under a condition of MATLAB's; not carried out: {names}",
    "位于 MATLAB 的循环或条件语句中；未执行：{names}",
)
_UNDERSTOOD = Text("understood: {name} is set as it says", "已理解：{name} 按此设定")
_DECIDED = Text(
    "understood: the branch whose condition holds was carried out, no other",
    "已理解：只执行条件成立的分支",
)
_LOADED = Text(
    "values in {file} are not read; parameters without a value may come from there",
    "未读取 {file} 中的值；没有取值的参数可能来自该文件",
)
_OF_SETTINGS: tuple[tuple[re.Pattern[str], Text], ...] = tuple(
    (re.compile(pattern), Text(english, chinese))
    for pattern, english, chinese in (
        (r"options_\.qz_criterium\b",
         "where stable roots end and explosive ones begin stays at 1.000001: another number of "
         "roots may count as stable, and with it whether there is one solution",
         "稳定根与爆炸根的分界仍为 1.000001：稳定根的个数以及解是否唯一可能不同"),
        (r"options_\.(?:dynatol|steady)\.|options_\.(?:steady\.)?maxit\b|options_\.solve_tol",
         "own tolerances and limits of iterations are used: where Dynare stops early or gives up, "
         "a solution may be found, and the other way round",
         "使用本程序自身的容差与迭代上限：能否求得解可能与 Dynare 不同"),
        (r"options_\.order\b",
         "commands keep the order that they name: decision rules, means and variances may be of "
         "another order than Dynare's",
         "各命令仍按其自身注明的阶数求解：决策规则、均值与方差的阶数可能与 Dynare 不同"),
        (r"options_\.(?:hp_filter|one_sided_hp_filter|bandpass)\b",
         "moments are those of unfiltered variables unless the command asks for the filter",
         "除非命令本身要求滤波，矩按未滤波的变量计算"),
        (r"options_\.loglinear\b",
         "variables stay in levels unless the command asks for logarithms: rules and responses "
         "are deviations in levels, not in per cent",
         "除非命令本身要求取对数，变量保持水平值：决策规则与响应为水平偏离，而非百分比偏离"),
        (r"options_\.periods\b",
         "commands keep the number of periods that they name: simulated moments, or the length of "
         "paths, may differ",
         "各命令仍使用其自身注明的期数：模拟矩或路径长度可能不同"),
        (r"(?:M_\.params\b|set_param_value\s*\()",
         "the parameters that it sets keep the values they had",
         "它所设定的参数保持原值"),
        (r"(?:M_\.Sigma_e\b|set_shock_stderr_value\s*\()",
         "variances and covariances of the shocks stay as the shocks blocks say: variances and "
         "responses may be of another size",
         "冲击的方差与协方差仍以 shocks 块为准：方差与响应的大小可能不同"),
        (r"M_\.endo_histval\b|oo_\.(?:steady_state|endo_simul|exo_simul|exo_steady_state)\b",
         "initial states, steady states and paths that it sets by hand are not taken over",
         "不采用它手工设定的初始状态、稳态或路径"),
    )
)  # fmt: skip


#: What parts settings on one line.
_BETWEEN = re.compile(r"[;,]\s*(?=[A-Za-z_])")


def consequence(line: Native) -> Consequence:
    """What may be missing because this line is not executed, by the first rule that applies."""
    text = line.text
    if line.inside:
        return "repetition"
    if line.understood or _SHOWN.match(text) or ignored(line.steps):
        return "nothing"
    if _STRUCTURES.search(text) or _SETTING.search(text):
        return "answer"
    if _CONTROL.match(text):
        return "repetition"
    if _LOADING.search(text):
        return "values"
    return "nothing" if _DRAWING.match(text) else "values"


def ignored(steps: tuple[Step, ...]) -> bool:
    """Whether statements do nothing that a number depends on."""
    return bool(steps) and all(
        isinstance(step, Ignored | Jump)
        or (isinstance(step, For | While) and ignored(step.body))
        or (isinstance(step, If) and all(ignored(body) for _, body in step.branches))
        for step in steps
    )


def sets_anything(line: Native) -> bool:
    """Whether a line that is not computed may set names that do not stand in it."""
    text = line.text
    if _CONTROL.match(text) or _STRUCTURES.search(text) or text.startswith("function"):
        return False
    if _LOADING.search(text) or re.search(r"\b(?:eval|evalin|assignin)\b", text):
        return True
    return _ALONE.match(text) is not None and not _DRAWING.match(text)


def explanation(line: Native) -> Text:
    """The consequence in words."""
    kind = consequence(line)
    if line.inside:
        return _INSIDE.fill(names=", ".join(line.inside))
    if line.understood:
        return _DECIDED if line.understood == "if" else _UNDERSTOOD.fill(name=line.understood)
    if kind == "answer" and (found := _of_settings(line.text)):
        return found
    if kind == "values" and (file := loaded_file(line)):
        return _LOADED.fill(file=file)
    return _WORDS[kind]


def _of_settings(text: str) -> Text | None:
    """What is said of the settings that a line makes, one after another."""
    heads = [setting.partition("=")[0] for setting in _BETWEEN.split(text)]
    found = [w for pattern, w in _OF_SETTINGS if any(pattern.search(head) for head in heads)]
    if not found:
        return None
    return SEMICOLONS.join(found)


def loaded_file(line: Native) -> str | None:
    """The file whose values a line reads, if it does."""
    found = _FILE.search(line.text)
    return found.group("file") if found else None

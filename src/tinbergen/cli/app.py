"""The program ``tinbergen``: its commands, and what becomes of every fault.

Exit codes: 0 done; 1 an internal error; 2 something the user can mend; 3 done but for what
is not there yet; 130 interrupted; 141 nobody reads the output any more.
"""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

from tinbergen.cli import (
    commands_compare,
    commands_data,
    commands_dynare,
    commands_evaluate,
    commands_init,
    commands_model,
    commands_packs,
    commands_record,
    commands_self,
    commands_text,
    commands_text_ask,
    commands_text_audit,
    commands_text_index,
    commands_text_serve,
    commands_text_ways,
    commands_turn,
    commands_verbs,
)
from tinbergen.cli.arguments import Common, common, language, seconds
from tinbergen.cli.deadline import began, count_the_start, within
from tinbergen.cli.output import Output
from tinbergen.cli.usage import Command, Group, explain, is_complaint
from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress

INTERNAL, MENDABLE, INTERRUPTED, BROKEN_PIPE = 1, 2, 130, 141

_POLICY = "The policy cycle | 政策循环"
_PACKS = "Domains together | 跨领域"
_TOOLS = "Models and data | 模型与数据"
_SELF = "This program | 本程序"


def build() -> typer.Typer:
    """All commands under their names."""
    app = typer.Typer(
        cls=Group,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="Economic policy in one loop: diagnose, design, monitor, evaluate. | "
        "经济政策的完整循环：诊断、设计、监测、评估。",
    )
    model = typer.Typer(
        cls=Group, help="Check, estimate, solve and simulate models | 检查、估计、求解与模拟模型"
    )
    for topic, module in (
        (_POLICY, commands_turn),
        (_POLICY, commands_init),
        (_POLICY, commands_verbs),
        (_POLICY, commands_evaluate),
        (_POLICY, commands_compare),
        (_PACKS, commands_packs),
        (_TOOLS, commands_data),
        (_TOOLS, commands_record),
        (_SELF, commands_self),
    ):
        for name, (function, words) in module.COMMANDS.items():
            app.command(name, cls=Command, help=words, rich_help_panel=topic)(function)
    for module in (commands_model, commands_dynare):
        for name, (function, words) in module.COMMANDS.items():
            model.command(name, cls=Command, help=words)(function)
    app.add_typer(model, name="model", rich_help_panel=_TOOLS)
    text = typer.Typer(
        cls=Group,
        help="Language models on text: train, ask, examine | 文本语言模型：训练、询问、检验",
    )
    for module in (
        commands_text, commands_text_ways, commands_text_audit, commands_text_index,
        commands_text_ask,
    ):  # fmt: skip
        for name, (function, words) in module.COMMANDS.items():
            text.command(name, cls=Command, help=words)(function)
    commands_text_serve.register(text)
    app.add_typer(text, name="text", rich_help_panel=_TOOLS)
    return app


def run(words: Sequence[str]) -> int:
    """Carry out one command line and return its exit code; nothing is raised."""
    out = Output(as_json="--json" in words, debug="--debug" in words)
    try:
        said = common(words)
        out = Output(language(said.lang), said.as_json, said.debug)
        code = _bounded(said, out)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _discard_output()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except TinbergenError as fault:
        out.fail(fault)
        return MENDABLE
    except MemoryError:
        out.fail(TinbergenError("U243"))
        return MENDABLE
    except Exception as fault:
        if is_complaint(fault):
            out.fail(explain(fault))
            return MENDABLE
        if isinstance(fault, OSError) and fault.filename is None:
            # Files that are read or written say their own; this is an output stream.
            out.fail(TinbergenError("U242", detail=fault.strerror or fault))
            _discard_output()
            return MENDABLE
        out.fail(TinbergenError("U001", kind=type(fault).__name__, detail=fault))
        if out.debug:
            traceback.print_exception(fault)
        return INTERNAL


def _bounded(said: Common, out: Output) -> int:
    """Carry out a command within its limits of size and time."""
    changed = limits.changed(limits.current(), said.limits, "--limit")
    progress = Progress(seconds=seconds(said.timeout), since=began())
    with limits.holding(changed), within(progress, out):
        return _dispatch(said.rest, replace(out, progress=progress))


def _dispatch(words: Sequence[str], out: Output) -> int:
    args = ["version"] if words[:1] == ("--version",) else list(words)
    command: Any = typer.main.get_command(build())
    try:
        # Not ``command.main()``, which has its own ways with faults and interrupts.
        with command.make_context("tinbergen", args, obj=out) as context:
            command.invoke(context)
    except typer.Exit as done:
        return int(done.exit_code)
    return 0


def _discard_output() -> None:
    """Let what is still buffered go nowhere, so that the interpreter ends in silence."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(nowhere, stream.fileno())
        except OSError:
            continue


def main() -> None:
    """The entry point of ``tinbergen``."""
    count_the_start()
    # Blocks of a model are small: threads of linear algebra cost more here than they bring.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if not sys.warnoptions and "--debug" not in sys.argv:
        # What libraries warn their callers of means nothing to who typed a command.
        warnings.simplefilter("ignore")
    # A stream that was closed before leads nowhere; the next file opened must not take its place.
    nowhere = Path(os.devnull)
    sys.stdin, sys.stdout, sys.stderr = (
        stream or nowhere.open(mode, encoding="utf-8")
        for stream, mode in ((sys.stdin, "r"), (sys.stdout, "w"), (sys.stderr, "w"))
    )
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))

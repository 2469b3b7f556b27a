"""The grammar of command lines: typer's, with complaints and help of our own in both languages."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from tinbergen.cli.arguments import COMMON
from tinbergen.cli.show_help import halves, show_command, show_group
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text


class Group(TyperGroup):
    """Commands under one name."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return list(super().parse_args(ctx, args or ["--help"]))

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            known = self.list_commands(ctx)
            raise TinbergenError(
                "U002",
                hint=did_you_mean(name, known),
                name=name,
                program=ctx.command_path,
                known=", ".join(known),
            )
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        show_group(self, ctx)


class Command(TyperCommand):
    """One command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        try:
            rest = list(super().parse_args(ctx, args))
        except Exception as fault:
            if is_complaint(fault):
                # The parser doesn't know whose words it reads.
                complaint: Any = fault
                complaint.ctx = ctx
            raise
        if ctx.args and not ctx.resilient_parsing:
            takes = " ".join(str(p.metavar) for p in self.params if p.param_type_name == "argument")
            raise TinbergenError(
                "U005",
                extra=" ".join(ctx.args),
                program=ctx.command_path,
                takes=takes or Text("none", "无"),
            )
        return rest

    def format_help(self, ctx: Any, formatter: Any) -> None:
        show_command(self, ctx)


def is_complaint(fault: Exception) -> bool:
    """Whether typer raised this about the command line."""
    # The common base has no public name, and lives in click or in typer by version.
    complaint: type = typer.BadParameter.__mro__[2]
    return isinstance(fault, complaint)


def explain(fault: Any) -> TinbergenError:
    """typer's complaint as a coded message."""
    context = getattr(fault, "ctx", None)
    program = context.command_path if context else "tinbergen"
    param = getattr(fault, "param", None)
    match type(fault).__name__:
        case "NoSuchOption":
            known = _options(context)
            return TinbergenError(
                "U003",
                hint=did_you_mean(fault.option_name, known),
                option=fault.option_name,
                program=program,
                known=", ".join(known),
            )
        case "MissingParameter" if param is not None:
            named = param.opts[0] if param.param_type_name == "option" else param.metavar
            return TinbergenError(
                "U004", name=named, program=program, help=Text(*halves(param.help or ""))
            )
        case "BadOptionUsage":
            flag = "does not take" in fault.format_message()
            params = context.command.params if context else []
            needed = next((p.metavar for p in params if fault.option_name in p.opts), None)
            code = "U010" if flag else "U006"
            return TinbergenError(code, option=fault.option_name, needed=needed or "-")
        case _:
            return TinbergenError("U009", detail=fault.format_message(), program=program)


def _options(context: Any) -> list[str]:
    own = [] if context is None else [
        name for p in context.command.params if p.param_type_name == "option" for name in p.opts
    ]  # fmt: skip
    return list(dict.fromkeys([*own, *COMMON]))

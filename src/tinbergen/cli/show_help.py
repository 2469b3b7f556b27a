"""Help pages: what a command does, what it takes, in the language asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tinbergen.cli.arguments import COMMON
from tinbergen.cli.output import Output, console
from tinbergen.core.errors import Language
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from rich.console import Console

_WORDS = {
    "usage": Text("Usage", "用法"),
    "command": Text("COMMAND", "命令"),
    "options": Text("[OPTIONS]", "[选项]"),
    "arguments": Text("Arguments", "参数"),
    "own": Text("Options", "选项"),
    "common": Text("Options of every command", "所有命令通用的选项"),
    "default": Text("default: {value}", "默认：{value}"),
    "more": Text("'{program} COMMAND --help' tells more.", "详见 '{program} 命令 --help'。"),
}
_COMMON_HELP = {
    "--json": Text(
        "Answer in JSON on standard output; errors in JSON on standard error",
        "以 JSON 输出到标准输出；错误以 JSON 输出到标准错误",
    ),
    "--lang": Text(
        "Language; else TINBERGEN_LANG, then the system's",
        "语言；未给时依 TINBERGEN_LANG，再依系统",
    ),
    "--timeout": Text("Stop with an error after so many seconds", "超过该秒数则报错停止"),
    "--limit": Text(
        "Raise or lower a limit on size, such as lag=5000; TINBERGEN_LIMITS does so for good",
        "提高或降低某项规模上限，如 lag=5000；可用环境变量 TINBERGEN_LIMITS 固定",
    ),
    "--debug": Text("Show the traceback of an internal error", "显示内部错误的调用栈"),
    "--help": Text("Show this page", "显示本页"),
}


def halves(words: str) -> tuple[str, str]:
    """Help in both languages; without a Chinese half the English one serves for both."""
    en, _, zh = words.partition(" | ")
    return en, zh or en


def _said(words: str | None, lang: Language) -> str:
    return halves(words or "")[1 if lang == "zh" else 0]


def _language(ctx: Any) -> Language:
    return ctx.obj.lang if isinstance(ctx.obj, Output) else "en"


def show_group(group: Any, ctx: Any) -> None:
    lang, screen = _language(ctx), console(sys.stdout)
    _usage(screen, lang, ctx.command_path, _WORDS["command"](lang), _WORDS["options"](lang))
    screen.print(f"  {_said(group.help, lang)}\n")
    topics: dict[str, list[tuple[str, str]]] = {}
    for name in group.list_commands(ctx):
        command = group.commands[name]
        topic = _said(getattr(command, "rich_help_panel", None) or "Commands | 命令", lang)
        topics.setdefault(topic, []).append((name, _said(command.help, lang)))
    for topic, rows in topics.items():
        _section(screen, topic, rows)
    _common(screen, lang)
    screen.print(_WORDS["more"].fill(program=ctx.command_path)(lang), style="dim")


def show_command(command: Any, ctx: Any) -> None:
    lang, screen = _language(ctx), console(sys.stdout)
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [
        p for p in command.params if p.param_type_name == "option" and "--help" not in p.opts
    ]
    names = [p.metavar if p.required else f"[{p.metavar}]" for p in arguments]
    _usage(screen, lang, ctx.command_path, _WORDS["options"](lang), *names)
    screen.print(f"  {_said(command.help, lang)}\n")
    _section(
        screen, _WORDS["arguments"](lang), [(p.metavar, _said(p.help, lang)) for p in arguments]
    )
    _section(
        screen,
        _WORDS["own"](lang),
        [(f"{p.opts[0]} {p.metavar or ''}".strip(), _option(p, lang)) for p in options],
    )
    _common(screen, lang)


def _option(param: Any, lang: Language) -> str:
    words = _said(param.help, lang)
    if isinstance(param.default, str) and param.default:
        words += f" [{_WORDS['default'].fill(value=param.default)(lang)}]"
    return words


def _common(screen: Console, lang: Language) -> None:
    rows = [(f"{name} {value}".strip(), _COMMON_HELP[name](lang)) for name, value in COMMON.items()]
    _section(screen, _WORDS["common"](lang), rows)


def _usage(screen: Console, lang: Language, *words: str) -> None:
    from rich.text import Text as Styled

    screen.print()
    screen.print(Styled.assemble((_WORDS["usage"](lang), "bold"), ": ", " ".join(words)))
    screen.print()


def _section(screen: Console, title: str, rows: Iterable[tuple[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text as Styled

    rows = list(rows)
    if not rows:
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="cyan", no_wrap=True, min_width=16)
    grid.add_column(overflow="fold")
    for name, words in rows:
        grid.add_row(Styled(f"  {name}"), Styled(words))
    screen.print(title, style="bold")
    screen.print(grid)
    screen.print()

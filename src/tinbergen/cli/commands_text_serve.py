"""Models made smaller and served, on the command line: ``tinbergen text compress``, ``serve``,
``served``, ``registry``, ``key``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tinbergen.cli.arguments import Force, argument, choice, option, real, whole
from tinbergen.cli.arguments import share as a_share
from tinbergen.cli.commands_text import Experiment, Model
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working
from tinbergen.cli.usage import Command, Group

if TYPE_CHECKING:
    from tinbergen.app.answer import Answer
    from tinbergen.app.results_text_serve import TextKeys, TextRegistry

RegistryFolder = Annotated[Path, argument("FOLDER", "A registry's folder | 登记簿文件夹")]
KeyFile = Annotated[Path, argument("FILE", "A file of keys | 密钥文件")]
Number = Annotated[str, option("--version", "Number of a version | 版本号", "N")]
Name = Annotated[str, option("--name", "What the key is called | 密钥名称", "NAME")]
#: Versions and requests a minute at most.
_MANY = 1_000_000


def compress(
    ctx: typer.Context,
    model: Model,
    experiment: Experiment,
    to: Annotated[
        str, option("--to", "How: int8, pruned, student, trimmed, or several with commas | "
                    "方式：int8、pruned、student、trimmed，可用逗号并列", "STEPS")
    ],
    out: Annotated[Path, option("--out", "Folder of the smaller model | 压缩后模型的文件夹",
                                "FOLDER")],
    layers: Annotated[
        str | None, option("--layers", "Layers that stay; a student has half by default | "
                           "保留的层数；student 默认一半", "N")
    ] = None,
    heads: Annotated[
        str, option("--heads", "Share of attention heads that is cut; 0.25 by default | "
                    "剪去的注意力头份额；默认 0.25", "SHARE")
    ] = "0.25",
    data: Annotated[
        Path | None, option("--data", "More texts, without labels | 更多无标签文字", "FILE")
    ] = None,
    column: Annotated[
        str, option("--column", "Their column; text by default | 文字所在列；默认 text", "NAME")
    ] = "text",
    agreement: Annotated[
        str, option("--agreement", "Share of equal labels needed; 0.95 by default | "
                    "须达到的标签一致率；默认 0.95", "SHARE")
    ] = "0.95",
    drift: Annotated[
        str, option("--drift", "Mean change of a logit at most; 0.5 by default | "
                    "logit 平均变动上限；默认 0.5", "NUMBER")
    ] = "0.5",
    force: Force = False,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    count = None if layers is None else whole("--layers", layers, 1, _MANY)
    bounds = a_share("--agreement", agreement), real("--drift", drift, 0, _MANY)
    share = real("--heads", heads, 0, 1)
    with working(screen) as progress:
        from tinbergen.app.text_compress import CompressInputs, steps_of
        from tinbergen.app.text_compress import compress as use_case

        asked = CompressInputs(
            model, experiment, steps_of(to), out, count, share, data, column, *bounds, force,
            screen.lang,
        )  # fmt: skip
        answer = use_case(asked, progress)
    from tinbergen.cli.show_text_serve import show_compression

    screen.give(answer, lambda console, lang: show_compression(console, lang, answer.result))


def serve(
    ctx: typer.Context,
    config: Annotated[Path, argument("CONFIG", "A service's file in YAML | 服务文件（YAML）")],
    on: Annotated[
        str, option("--on", "here (the default), or ray: many machines by Ray Serve | "
                    "here（默认）即本机；ray 为以 Ray Serve 用多台机器", "WHERE")
    ] = "here",
) -> None:  # fmt: skip
    if choice("--on", on, ("here", "ray")) == "ray":
        from tinbergen.service.cluster import serve_on_ray

        serve_on_ray(config)
    else:
        from tinbergen.service.server import serve as run

        run(config)


def served(
    ctx: typer.Context,
    log: Annotated[Path, argument("FILE", "A service's log | 服务日志")],
) -> None:
    screen: Output = ctx.obj
    from tinbergen.app.text_serve import served as use_case
    from tinbergen.cli.show_text_serve import show_served

    answer = use_case(log)
    screen.give(answer, lambda console, lang: show_served(console, lang, answer.result))


def add_version(
    ctx: typer.Context,
    folder: RegistryFolder,
    model: Annotated[Path, option("--model", "Folder of a model | 模型文件夹", "FOLDER")],
    experiment: Annotated[
        Path | None, option("--experiment", "An experiment whose test rows drift is judged by | "
                            "以其测试行判断漂移的实验", "FILE")
    ] = None,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text_serve import AddInputs
        from tinbergen.app.text_serve import add_version as use_case

        answer = use_case(AddInputs(folder, model, experiment), progress)
    from tinbergen.cli.show_text_serve import show_registry

    screen.give(answer, lambda console, lang: show_registry(console, lang, answer.result))


def promote(ctx: typer.Context, folder: RegistryFolder, version: Number) -> None:
    from tinbergen.app import text_serve

    _show_registry(ctx.obj, lambda: text_serve.promote(folder, _number(version)))


def canary(
    ctx: typer.Context, folder: RegistryFolder, version: Number,
    share: Annotated[
        str, option("--share", "Share of requests it answers; 0 ends the trial | "
                    "由其回答的请求份额；0 结束试用", "SHARE")
    ],
) -> None:  # fmt: skip
    from tinbergen.app import text_serve

    part = a_share("--share", share)
    _show_registry(ctx.obj, lambda: text_serve.try_on(folder, _number(version), part))


def rollback(ctx: typer.Context, folder: RegistryFolder) -> None:
    from tinbergen.app import text_serve

    _show_registry(ctx.obj, lambda: text_serve.roll_back(folder))


def list_versions(ctx: typer.Context, folder: RegistryFolder) -> None:
    from tinbergen.app import text_serve

    _show_registry(ctx.obj, lambda: text_serve.versions(folder))


def add_key(
    ctx: typer.Context, file: KeyFile, name: Name,
    role: Annotated[
        str, option("--role", "caller (the default), analyst, monitor or admin | "
                    "caller（默认）、analyst、monitor 或 admin", "ROLE")
    ] = "caller",
    rate: Annotated[
        str, option("--rate", "Requests a minute at most; 600 by default | "
                    "每分钟请求上限；默认 600", "N")
    ] = "600",
) -> None:  # fmt: skip
    from tinbergen.app import text_serve

    many = whole("--rate", rate, 1, _MANY)
    _show_keys(ctx.obj, lambda: text_serve.add_key(file, name, role, many))


def revoke_key(ctx: typer.Context, file: KeyFile, name: Name) -> None:
    from tinbergen.app import text_serve

    _show_keys(ctx.obj, lambda: text_serve.revoke_key(file, name))


def list_keys(ctx: typer.Context, file: KeyFile) -> None:
    from tinbergen.app import text_serve

    _show_keys(ctx.obj, lambda: text_serve.keys(file))


def _number(version: str) -> int:
    return whole("--version", version, 1, _MANY)


def _show_registry(screen: Output, act: Callable[[], Answer[TextRegistry, Any]]) -> None:
    from tinbergen.cli.show_text_serve import show_registry

    answer = act()
    screen.give(answer, lambda console, lang: show_registry(console, lang, answer.result))


def _show_keys(screen: Output, act: Callable[[], Answer[TextKeys, Any]]) -> None:
    from tinbergen.cli.show_text_serve import show_keys

    answer = act()
    screen.give(answer, lambda console, lang: show_keys(console, lang, answer.result))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "compress": (compress, "Make a model smaller and faster | 压缩模型"),
    "serve": (serve, "Serve models as a YAML file says | 按 YAML 文件提供模型服务"),
    "served": (served, "Check a service's log and sum it up | 检验并汇总服务日志"),
}
_GROUPS: dict[str, tuple[str, dict[str, tuple[Callable[..., None], str]]]] = {
    "registry": ("Versions of models that are served | 所服务模型的版本", {
        "add": (add_version, "Register a model as a candidate | 登记候选模型"),
        "promote": (promote, "Let a version serve | 启用某版本"),
        "canary": (canary, "Try a version on a share of requests | 以部分请求试用某版本"),
        "rollback": (rollback, "Let the version before serve again | 退回上一版本"),
        "list": (list_versions, "All versions | 列出各版本"),
    }),
    "key": ("Keys of a service's callers | 服务调用者的密钥", {
        "add": (add_key, "Make a key; it is told once | 建立密钥（只显示一次）"),
        "revoke": (revoke_key, "No longer take a key | 吊销密钥"),
        "list": (list_keys, "All keys, without their secrets | 列出密钥（不含内容）"),
    }),
}  # fmt: skip


def register(text: typer.Typer) -> None:
    """Put the commands and groups below ``tinbergen text``."""
    for name, (function, words) in COMMANDS.items():
        text.command(name, cls=Command, help=words)(function)
    for group, (words, commands) in _GROUPS.items():
        inner = typer.Typer(cls=Group, help=words)
        for name, (function, said) in commands.items():
            inner.command(name, cls=Command, help=said)(function)
        text.add_typer(inner, name=group)

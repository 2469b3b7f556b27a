"""Explaining, auditing and tracking language models on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from tinbergen.cli.arguments import Force, argument, option
from tinbergen.cli.commands_text import Experiment, InColumn, Model, TextTable
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working

Texts = Annotated[list[str] | None, argument("TEXT", "Texts | 文字")]


def explain(
    ctx: typer.Context,
    model: Model,
    texts: Texts = None,
    label: Annotated[
        str | None, option("--label", "The label explained; the likeliest by default | "
                           "所解释的标签；默认最可能者", "NAME")
    ] = None,
    experiment: Annotated[
        Path | None, option("--experiment", "Experiment in whose training rows like texts are "
                            "looked for | 在该实验的训练行中寻找相近文字", "FILE")
    ] = None,
    out: Annotated[Path | None, option("--out", "Page to write | 写出的网页", "FILE.html")] = None,
    force: Force = False,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text_explain import ExplainInputs
        from tinbergen.app.text_explain import explain as use_case

        asked = ExplainInputs(model, tuple(texts or ()), label, experiment, out, force, screen.lang)
        answer = use_case(asked, progress)
    from tinbergen.report.terminal import draw

    screen.give(answer, lambda console, lang: draw(console, answer.basis, lang))


def audit(
    ctx: typer.Context,
    model: Model,
    experiment: Experiment,
    harm: Annotated[
        Path | None,
        option("--harm", "Words that harm, by kind, in YAML | 有害词表（YAML）", "FILE"),
    ] = None,
) -> None:
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text_audit import AuditInputs
        from tinbergen.app.text_audit import audit as use_case

        answer = use_case(AuditInputs(model, experiment, harm, screen.lang), progress)
    from tinbergen.report.terminal import draw

    screen.give(answer, lambda console, lang: draw(console, answer.basis, lang))


def runs(
    ctx: typer.Context,
    store: Annotated[
        Path | None,
        option("--store", "Store of trainings; out/text-runs by default | 训练存储；默认 "
               "out/text-runs", "FOLDER"),
    ] = None,
    out: Annotated[Path | None, option("--out", "Page to write | 写出的网页", "FILE.html")] = None,
    force: Force = False,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    from tinbergen.app.text_runs import RunsInputs
    from tinbergen.app.text_runs import runs as use_case

    answer = use_case(RunsInputs(store, out, force, screen.lang))
    from tinbergen.report.terminal import draw

    screen.give(answer, lambda console, lang: draw(console, answer.basis, lang))


def review(
    ctx: typer.Context,
    model: Model,
    texts: Texts = None,
    data: TextTable = None,
    column: InColumn = "text",
    unsure: Annotated[
        float, option("--unsure", "Chance below which a text is put to people; 0.6 by default | "
                      "概率低于此值则交人复核；默认 0.6", "CHANCE")
    ] = 0.6,
    number: Annotated[
        int | None, option("--decide", "Number of the item decided | 所裁决项的编号", "NUMBER")
    ] = None,
    label: Annotated[
        str | None, option("--label", "The label decided for | 裁定的标签", "NAME")
    ] = None,
    by: Annotated[str | None, option("--by", "Who decides | 裁决人", "NAME")] = None,
    note: Annotated[str, option("--note", "Why | 理由", "TEXT")] = "",
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text_review import ReviewInputs
        from tinbergen.app.text_review import review as use_case

        asked = ReviewInputs(
            model, tuple(texts or ()), data, column, unsure, number, label, by, note, screen.lang
        )
        answer = use_case(asked, progress)
    from tinbergen.report.terminal import draw

    screen.give(answer, lambda console, lang: draw(console, answer.basis, lang))


def check(
    ctx: typer.Context,
    model: Model,
    texts: Texts = None,
    data: TextTable = None,
    column: InColumn = "text",
    rules: Annotated[
        Path | None, option("--rules", "Lexicons and rules in YAML; monetary policy by default | "
                            "词表与规则（YAML）；默认为货币政策", "FILE")
    ] = None,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text_knowledge import CheckInputs, check_rules

        asked = CheckInputs(model, tuple(texts or ()), data, column, rules, screen.lang)
        answer = check_rules(asked, progress)
    from tinbergen.report.terminal import draw

    screen.give(answer, lambda console, lang: draw(console, answer.basis, lang))


def ground(ctx: typer.Context, texts: Texts = None) -> None:
    screen: Output = ctx.obj
    from tinbergen.app.text_knowledge import mentions
    from tinbergen.report.terminal import draw

    answer = mentions(tuple(texts or ()))
    screen.give(answer, lambda console, lang: draw(console, answer.basis, lang))


def lead(
    ctx: typer.Context,
    data: Annotated[Path, option("--data", "Table, a row a period | 表格，每期一行", "FILE")],
    index: Annotated[str, option("--index", "Column of the index | 指数所在列", "NAME")],
    outcome: Annotated[str, option("--outcome", "Column of the outcome | 结果所在列", "NAME")],
    horizon: Annotated[
        int, option("--horizon", "Last horizon; 4 by default | 最远期数；默认 4", "COUNT")
    ] = 4,
    lags: Annotated[
        int, option("--lags", "Lags held fixed; 2 by default | 控制的滞后期；默认 2", "COUNT")
    ] = 2,
    controls: Annotated[
        list[str] | None, option("--control", "Column controlled for | 控制列", "NAME")
    ] = None,
    instruments: Annotated[
        list[str] | None, option("--instrument", "Column of an instrument | 工具变量列", "NAME")
    ] = None,
) -> None:
    screen: Output = ctx.obj
    from tinbergen.app.text_knowledge import LeadInputs
    from tinbergen.app.text_knowledge import lead as use_case
    from tinbergen.report.terminal import draw

    asked = LeadInputs(data, index, outcome, horizon, lags, tuple(controls or ()),
                       tuple(instruments or ()), screen.lang)  # fmt: skip
    answer = use_case(asked)
    screen.give(answer, lambda console, lang: draw(console, answer.basis, lang))


def attack(
    ctx: typer.Context,
    experiment: Experiment,
    rounds: Annotated[
        int, typer.Option("--rounds", min=0, help="Defences at most; 3 by default | 至多防守轮数；"
                          "默认 3", metavar="COUNT", show_default=False)
    ] = 3,
    many: Annotated[
        int, typer.Option("--texts", min=1, help="Texts attacked a round; 50 by default | "
                          "每轮攻击的文字数；默认 50", metavar="COUNT", show_default=False)
    ] = 50,
    out: Annotated[
        Path | None, option("--out", "Folder of the best round's model | 最好一轮的模型文件夹",
                            "FOLDER")
    ] = None,
    force: Force = False,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    with working(screen) as progress:
        from tinbergen.app.text_knowledge import AttackInputs
        from tinbergen.app.text_knowledge import attack as use_case

        answer = use_case(AttackInputs(experiment, rounds, many, out, force, screen.lang), progress)
    from tinbergen.report.terminal import draw

    screen.give(answer, lambda console, lang: draw(console, answer.basis, lang))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "explain": (explain, "Say which words an answer rests on | 说明答案以哪些词为据"),
    "check": (check, "Hold answers against rules | 用规则检查答案"),
    "ground": (ground, "Say which indicators of whom texts name | 指出文字所及指标与经济体"),
    "lead": (lead, "Ask whether an index leads or follows | 检验指数领先还是跟随"),
    "attack": (attack, "Play attack and defence in turns | 攻防轮番对抗"),
    "review": (review, "Put doubtful texts to people | 将存疑文字交人复核"),
    "runs": (runs, "Compare trainings | 比较各次训练"),
    "audit": (audit, "Write a model's card and judge it | 写出模型卡片并裁定"),
}

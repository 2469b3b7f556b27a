"""The record of an outlook on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from tinbergen.cli.arguments import Force, argument, named_files, option, period, whole
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working

#: Processes that can be asked for.
MOST_JOBS = 256
#: Periods between two plans that can be asked for.
MOST_APART = 40


def track_record(
    ctx: typer.Context,
    outlook: Annotated[
        str | None,
        argument(
            "OUTLOOK",
            "An outlook of a pack, or its description in YAML; the first one by default | "
            "领域包中的展望，或其 YAML 描述文件；默认取第一个",
        ),
    ] = None,
    first: Annotated[
        str | None, option("--from", "First origin scored | 首个计分的起点", "1985Q1")
    ] = None,
    last: Annotated[
        str | None, option("--to", "Last origin | 最后一个起点", "2023Q4")
    ] = None,
    vintages: Annotated[
        Path | None,
        option("--vintages", "Folder of vintages: each origin sees only its own | "
               "历史版本数据的文件夹：每个起点只用当时的版本", "FOLDER"),
    ] = None,
    against: Annotated[
        list[str] | None,
        option("--against", "Forecasts of others: CSV with origin, variable, horizon, mean | "
               "其他预测：含 origin、variable、horizon、mean 列的 CSV", "NAME=FILE"),
    ] = None,
    plans: Annotated[
        str | None,
        option("--plans", "A case, whose plans are made and scored as of each date too | "
               "案例：其计划也在每个时点制定并评分", "CASE"),
    ] = None,
    every: Annotated[
        str, option("--every", "Periods between two plans; 1 by default | "
                    "相邻两个计划间隔的期数；默认 1", "N")
    ] = "1",
    jobs: Annotated[
        str, option("--jobs", "Processes at work; 1 by default | 并行进程数；默认 1", "N")
    ] = "1",
    dask: Annotated[
        str | None,
        option("--dask", "Scheduler of a Dask cluster that works instead of processes | "
               "由该 Dask 集群（调度器地址）代替本机进程计算", "ADDRESS"),
    ] = None,
    folder: Annotated[
        Path, option("--out", "Folder of the results; origins found there are kept | "
                     "结果文件夹；其中已有的起点不再计算", "FOLDER")
    ] = Path("out/track-record"),
    force: Force = False,
) -> None:  # fmt: skip
    out: Output = ctx.obj
    at_work = whole("--jobs", jobs, 1, MOST_JOBS)
    apart = whole("--every", every, 1, MOST_APART)
    others = named_files("--against", against)
    ends = period(first), period(last)
    with working(out) as progress:
        from tinbergen.app.track_record import TrackRecordInputs
        from tinbergen.app.track_record import track_record as use_case

        asked = TrackRecordInputs(
            folder,
            outlook,
            vintages,
            *ends,
            at_work,
            others,
            plans,
            apart,
            dask,
            force,
        )
        answer = use_case(asked, progress)
    from tinbergen.report import terminal
    from tinbergen.report.faces import view
    from tinbergen.report.views.context import Context

    shown = view(answer.result, Context(brief=True))
    out.give(answer, lambda screen, lang: terminal.draw(screen, shown, lang))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "track-record": (
        track_record,
        "Score an outlook at every past origin | 在过去每个起点上检验展望的成绩",
    ),
}

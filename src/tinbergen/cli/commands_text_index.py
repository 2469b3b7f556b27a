"""``tinbergen text index``: documents as a series that a case reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from tinbergen.cli.arguments import Force, choice, names, option, real, whole
from tinbergen.cli.commands_text import Model
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working
from tinbergen.core.errors import TinbergenError

_MOST_DRAWS = 100_000
_DATED: tuple[Literal["end", "middle"], ...] = ("end", "middle")


def index(
    ctx: typer.Context,
    model: Model,
    data: Annotated[
        Path, option("--data", "Table of documents, a row a sentence, CSV or Parquet | "
                     "文档表格，每行一句，CSV 或 Parquet", "FILE")
    ],
    score: Annotated[
        list[str], option("--score", "What labels count; those not named 0 | "
                          "各标签的分数；未列出者为 0", "LABEL=NUMBER,…")
    ],
    series: Annotated[
        str, option("--series", "Name of the index; STANCE by default | 指数名称；默认 STANCE",
                    "NAME")
    ] = "STANCE",
    column: Annotated[
        str, option("--column", "Column of texts; text by default | 文字所在列；默认 text", "NAME")
    ] = "text",
    published: Annotated[
        str, option("--published", "Column of the day of publication; published by default | "
                    "发布日期所在列；默认 published", "NAME")
    ] = "published",
    period: Annotated[
        str | None, option("--period", "Column of the date that a document speaks of; that of "
                           "publication by default | 文档所属日期所在列；默认同发布日期", "NAME")
    ] = None,
    document: Annotated[
        str | None, option("--document", "Column that tells documents apart; by default those of "
                           "one date are one | 区分文档的列；默认同日者为一份", "NAME")
    ] = None,
    frequency: Annotated[
        str, option("--frequency", "Q, M or A; Q by default | Q、M 或 A；默认 Q", "Q")
    ] = "Q",
    sentences: Annotated[
        bool, option("--sentences", "Split texts into sentences | 将文字拆成句子")
    ] = False,
    beside: Annotated[
        Path | None, option("--beside", "Long table of vintages that the index is added to | "
                            "将指数加入该版本数据表", "FILE")
    ] = None,
    dated: Annotated[
        str | None, option("--dated", "Day that a vintage stands for, end or middle of its month | "
                           "版本所指日期：月末 end 或月中 middle", "end")
    ] = None,
    level: Annotated[
        str, option("--level", "Of the bands; .9 by default | 区间水平；默认 .9", "SHARE")
    ] = "0.9",
    draws: Annotated[
        str, option("--draws", "Draws of labels; 1000 by default | 标签抽取次数；默认 1000", "N")
    ] = "1000",
    seed: Annotated[
        str, option("--seed", "Of the draws; 0 by default | 随机种子；默认 0", "N")
    ] = "0",
    out: Annotated[
        Path, option("--out", "Long table to write, CSV or .parquet; out/index.csv by default | "
                     "写出的数据表，CSV 或 .parquet；默认 out/index.csv", "FILE")
    ] = Path("out/index.csv"),
    force: Force = False,
) -> None:  # fmt: skip
    screen: Output = ctx.obj
    said = _numbers("--score", score)
    many, start = whole("--draws", draws, 10, _MOST_DRAWS), whole("--seed", seed, 0, 2**31 - 1)
    share = real("--level", level, 0.01, 0.999)
    kind = choice("--dated", dated, _DATED) if dated else None
    letter = choice("--frequency", frequency, ("Q", "M", "A"))
    with working(screen) as progress:
        from tinbergen.app.text_index import IndexInputs
        from tinbergen.app.text_index import index as use_case
        from tinbergen.data.store.reading import frequency_of
        from tinbergen.text.index.documents import Columns

        answer = use_case(
            IndexInputs(
                model, data, said, series, Columns(column, published, period, document),
                frequency_of(letter), sentences, beside, out, share, many, start, kind, force,
                screen.lang,
            ),
            progress,
        )  # fmt: skip
    from tinbergen.cli.show_text_index import show_index

    screen.give(answer, lambda console, lang: show_index(console, lang, answer.result))


def _numbers(option_name: str, texts: list[str]) -> dict[str, float]:
    """Numbers by label, written ``LABEL=NUMBER``; T197 when one is written otherwise."""
    found = {}
    for text in names(option_name, texts):
        label, sign, said = (part.strip() for part in text.partition("="))
        try:
            found[label] = float(said)
        except ValueError:
            sign = ""
        if not (label and sign):
            raise TinbergenError("T197", option=option_name, given=text)
    return found


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "index": (index, "Measure documents as a series with vintages | 将文档编成带版本的指数序列"),
}

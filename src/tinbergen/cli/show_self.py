"""Schemas, files, folders verified and the doctor's findings in the terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tinbergen.app.results import CaseProposed, Doctor, Verified
from tinbergen.cli.show import BAD, GOOD, NAME, QUIET, facts
from tinbergen.core.errors import Language
from tinbergen.core.text import Text, clean
from tinbergen.report.blocks import Cell, Definitions
from tinbergen.report.terminal import draw

if TYPE_CHECKING:
    from rich.console import Console


def show_text(screen: Console, text: str) -> None:
    """A file as it is."""
    screen.out(clean(text.rstrip("\n")), highlight=False)


def show_json(screen: Console, data: Any) -> None:
    show_text(screen, json.dumps(data, ensure_ascii=False, indent=2))


def show_schemas(screen: Console, lang: Language, described: Mapping[str, Text]) -> None:
    facts(screen, [(name, words(lang)) for name, words in described.items()])
    words = Text(
        "'tinbergen schema NAME' prints one.",
        "'tinbergen schema 名称' 输出其中之一。",
    )
    screen.print(f"\n{words(lang)}", style=QUIET)


_VERIFIED = {
    "run": Text("Run", "运行"),
    "date": Text("As of", "截至"),
    "scenario": Text("Scenario", "情景"),
    "language": Text("Language", "语言"),
    "version": Text("Version", "版本"),
    "files": Text("Files", "文件"),
    "documents": Text("Documents", "文档"),
    "others": Text("Not of the run", "不属于该次运行"),
}
_TRUE = Text("As its run left it, and sealed by your key.", "与运行结束时一致，并有您的密钥封印。")
_WHOLE = Text("As its manifest says; the seal was not checked.", "与清单一致；未检查封印。")


def show_verified(screen: Console, lang: Language, found: Verified) -> None:
    """The run, its files, and whose seal vouches for them."""
    said = {
        "run": f"{found.command} {found.case}", "date": found.as_of, "scenario": found.scenario,
        "language": found.language, "version": found.version, "files": ", ".join(found.files),
        "documents": ", ".join(found.documents.values()), "others": ", ".join(found.others),
    }  # fmt: skip
    facts(screen, [(_VERIFIED[name](lang), words) for name, words in said.items() if words])
    screen.print(f"\n{(_TRUE if found.sealed else _WHOLE)(lang)}", style=GOOD)


def show_doctor(screen: Console, lang: Language, found: Doctor) -> None:
    from rich.table import Table
    from rich.text import Text as Styled

    grid = Table.grid(padding=(0, 2, 0, 0))
    for check in found.checks:
        mark = Styled("✓", style=GOOD) if check.ok else Styled("✗", style=BAD)
        grid.add_row(mark, Styled(check.title(lang)), Styled(check.found(lang), style=QUIET))
        if not check.ok:
            grid.add_row("", "", Styled(check.fix(lang), style=NAME))
    screen.print(grid)
    words = (
        Text("All is well.", "一切正常。")
        if found.ok
        else Text(
            "Some checks failed; mend them as said above.", "部分检查未通过，请按上述办法处理。"
        )
    )
    screen.print(f"\n{words(lang)}", style=GOOD if found.ok else BAD)


_PROPOSED = {
    "file": Text("Written", "已写出"),
    "assumed": Text("Assumed", "假设"),
    "next": Text("Next", "下一步"),
    "run": Text("tinbergen run {case}", "tinbergen run {case}"),
}


def show_proposed(screen: Console, lang: Language, given: CaseProposed) -> None:
    """The files, what they assume, and how to run them."""
    rows: list[tuple[Text, Cell]] = [(_PROPOSED["file"], path) for path in given.files]
    rows += [(_PROPOSED["assumed"], said) for said in given.assumed]
    if given.case is not None:
        rows.append((_PROPOSED["next"], _PROPOSED["run"].fill(case=given.case)))
    draw(screen, Definitions(rows), lang)

"""Several cases on one budget, in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinbergen.app.results_packs import CrossRun
from tinbergen.cli.show import NAME, QUIET, decimals, facts, number, panel, table
from tinbergen.core.documents import Crossing
from tinbergen.core.errors import Language
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_HEADS = {
    "case": Text("case", "案例"),
    "amount": Text("gets", "所得"),
    "before": Text("nothing", "全无"),
    "share": Text("its share", "其份额"),
    "all": Text("all", "全部"),
    "marginal": Text("saves", "再增"),
    "scenario": Text("scenario", "情景"),
    "worst": Text("moves most", "影响最大"),
}
_FILES = {
    "report": Text("Report", "报告"),
    "crossing": Text("All as JSON", "全部（JSON）"),
    "shares": Text("Shares", "份额"),
    "frontier": Text("Frontier", "前沿"),
    "scenarios": Text("Scenarios", "情景"),
}
_TITLE = Text("{title}: {budget} {unit}", "{title}：{budget}（{unit}）")
_SPENT = Text(
    "{spent} of it are spent. One more percent of the budget would save {price} of the weighted "
    "losses.",
    "其中支出 {spent}。预算每增加 1%，加权损失之和减少 {price}。",
)
_LOSS = Text(
    "Loss with nothing, with its share and with the whole budget, without policy = 1; saves: what "
    "one more percent of the budget would save here.",
    "“全无”“其份额”“全部”为得不到预算、得其份额、得全部预算时的损失（无政策 = 1）；"
    "“再增”为再得预算的 1% 所减少的损失。",
)
_FELT = Text(
    "Means over the horizon with no new policy, against none of these happening.",
    "均为无新政策时整个期间的均值，与不发生任何情景对照。",
)
_MOVE = Text("{title} {change} {unit}", "{title} {change}（{unit}）")


def show_crossing(screen: Console, lang: Language, given: CrossRun) -> None:
    found = given.crossing
    title = _TITLE.fill(title=found.title, budget=f"{found.budget:,g}", unit=found.unit)
    screen.print(panel(title(lang), *_shares(lang, found), note=found.id))
    if found.responses:
        heading = Text("Scenarios", "情景")(lang)
        screen.print(panel(heading, _scenarios(lang, found), _quiet(_FELT, lang)))
    facts(screen, ((_FILES[name](lang), path) for name, path in given.files.items()))


def _quiet(text: Text, lang: Language) -> RenderableType:
    from rich.text import Text as Styled

    return Styled(text(lang), style=QUIET)


def _shares(lang: Language, found: Crossing) -> list[RenderableType]:
    shown = table(
        (_HEADS["case"](lang), "wrap"), _HEADS["amount"](lang), _HEADS["before"](lang),
        _HEADS["share"](lang), _HEADS["all"](lang), _HEADS["marginal"](lang),
    )  # fmt: skip
    places = max(1, decimals([found.budget]) - 1)
    for s in found.shares:
        shown.add_row(
            s.title(lang), number(s.amount, places), number(s.loss_without, 2), number(s.loss, 2),
            number(s.loss_with_all, 2), f"{s.marginal * found.percent:.2g}",
        )  # fmt: skip
    spent = _SPENT.fill(
        spent=number(found.spent, places), price=f"{found.price * found.percent:.2g}"
    )
    return [spent(lang), "", shown, _quiet(_LOSS, lang)]


def _scenarios(lang: Language, found: Crossing) -> RenderableType:
    """Of each pack the target that a scenario moves most, in standard sizes over scenarios."""
    from rich.text import Text as Styled

    from tinbergen.report.wording import change_of

    size: dict[tuple[str, str], float] = {}
    for r in found.responses:
        key = (r.case, r.variable)
        size[key] = max(size.get(key, 0.0), abs(r.change))
    shown = table((_HEADS["scenario"](lang), "wrap"), (_HEADS["worst"](lang), "wrap"))
    for name in dict.fromkeys(r.scenario for r in found.responses):
        own = [r for r in found.responses if r.scenario == name and size[r.case, r.variable] > 0]
        moved = [r for r in own if r.change]
        if not moved:
            continue
        said = []
        for case in dict.fromkeys(r.case for r in moved):
            most = max(
                (r for r in moved if r.case == case),
                key=lambda r: abs(r.change) / size[r.case, r.variable],
            )
            places = min(2, decimals([most.change]))
            change = number(most.change, places, sign=True)
            said.append(
                _MOVE.fill(title=most.title, change=change, unit=change_of(most.unit))(lang)
            )
        title = next(r.scenario_title for r in own)
        shown.add_row(Styled(title(lang), style=NAME), "; ".join(said))
    return shown

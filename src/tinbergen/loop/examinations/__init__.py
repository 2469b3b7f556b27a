"""Questions that packs may ask, by name; a module is imported when one of its names is asked for.

An examination reads the situation and the arguments that the pack gives, calls methods and says
what it found in words. Any pack may ask any question that its data can answer.
"""

from __future__ import annotations

from importlib import import_module

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.loop.case.finding import Examination
from tinbergen.loop.case.packs import Question

#: The module of each name, below ``tinbergen.domains``.
_MODULES = {
    **dict.fromkeys(
        ("growth", "output gap", "demand and supply", "unemployment", "inflation", "policy rate",
         "recession risk", "public finances"), "macro.questions"),
    **dict.fromkeys(
        ("kaya", "emissions by sector", "water use", "kuznets curve", "carbon price"),
        "environment.questions"),
    **dict.fromkeys(
        ("abatement ranking", "single instruments", "double dividend", "cap or tax",
         "carbon price passed on"), "environment.carbon_policy"),
    **dict.fromkeys(
        ("composition", "structural change", "shift share", "specialisation",
         "emerging industries", "innovation capacity"), "industry.questions"),
    **dict.fromkeys(
        ("linkages", "capital costs", "capacity", "value for money"), "industry.policy"),
    **dict.fromkeys(
        ("trade gaps", "capital flows", "optimal tariff", "retaliation", "agreements"),
        "trade.questions"),
    **dict.fromkeys(
        ("openness", "trade partners", "trade products", "comparative advantage",
         "trade potential"), "trade.openness"),
    "dice": "environment.climate",
}  # fmt: skip


def names() -> tuple[str, ...]:
    """Questions that can be asked."""
    return tuple(_MODULES)


def examination(question: Question) -> Examination:
    """What answers a pack's question.

    Raises
    ------
    TinbergenError
        L041 when nothing of that name is there.
    """
    module = _MODULES.get(question.examine)
    if module is None:
        raise TinbergenError(
            "L041", at=question.at, hint=did_you_mean(question.examine, _MODULES),
            name=question.examine, known=", ".join(_MODULES),
        )  # fmt: skip
    found: dict[str, Examination] = import_module(f"tinbergen.domains.{module}").EXAMINATIONS
    return found[question.examine]

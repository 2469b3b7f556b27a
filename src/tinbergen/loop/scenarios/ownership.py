"""Who owns which concept: one pack each, whose outcome others read in the same world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.loop.case.concept import Measure
from tinbergen.loop.case.packfile import Link, Pack

_WHY = Text("{owner} owns {concept}; its outcome is read", "{concept}归 {owner} 所有，读取其结果")


def owners(packs: Sequence[Pack]) -> Mapping[str, Measure]:
    """The owner's measure of each concept; concepts of packs that are not there are left out.

    Raises
    ------
    TinbergenError
        L135 when two packs own a concept, L136 when none owns one that a pack measures.
    """
    found: dict[str, Measure] = {}
    for pack in packs:
        for one in pack.concepts:
            if one.owner and one.concept in found:
                first = str(found[one.concept].indicator).split(".")[0]
                raise TinbergenError("L135", concept=one.concept, first=first, second=pack.name)
            if one.owner:
                found[one.concept] = one
    for pack in packs:
        for one in pack.concepts:
            if one.concept not in found:
                raise TinbergenError(
                    "L136", concept=one.concept, pack=pack.name, known=", ".join(found) or "-"
                )
    return found


def readings(packs: Sequence[Pack]) -> tuple[Link, ...]:
    """What packs read, as links from the owner's indicator to the reader's; errors as above."""
    owned = owners(packs)
    return tuple(
        Link(
            str(owner.indicator), str(one.indicator), owner.factor / one.factor, 0,
            _WHY.fill(owner=str(owner.indicator).split(".")[0], concept=owner.title), one.why,
            "ex post",
        )
        for pack in packs
        for one in pack.concepts
        if one.reads and one.indicator and (owner := owned[one.concept])
    )  # fmt: skip


def order(packs: Sequence[Pack]) -> tuple[str, ...]:
    """Packs so that the owner of a concept comes before those that read it.

    Raises
    ------
    TinbergenError
        L138 when they read from each other; those of :func:`owners`.
    """
    before: dict[str, set[str]] = {pack.name: set() for pack in packs}
    for link in readings(packs):
        before[link.effect.split(".")[0]].add(link.cause.split(".")[0])
    try:
        return tuple(TopologicalSorter(before).static_order())
    except CycleError as cycle:
        raise TinbergenError("L138", cycle=" → ".join(reversed(cycle.args[1]))) from None


def check_unread(names: Sequence[str], teller: str, packs: Sequence[Pack]) -> None:
    """L137 when an indicator that reads a concept is changed by someone else."""
    owned = owners(packs)
    read = {m.indicator: m for pack in packs for m in pack.concepts if m.reads}
    for name in names:
        if name in read:
            owner = owned[read[name].concept]
            raise TinbergenError(
                "L137", teller=teller, name=name, concept=owner.concept,
                owner=str(owner.indicator).split(".")[0], indicator=owner.indicator,
            )  # fmt: skip

"""Several worlds at once, weighted: which of them answer.

Outlooks and responses carry separate weights, since outturns can't tell apart two worlds that share
an outlook; each pair of them counts (:mod:`tinbergen.loop.worlds.pairs`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import SEMICOLONS, Text
from tinbergen.loop.information import Information
from tinbergen.loop.worlds.conditional import Imposed
from tinbergen.loop.worlds.pairs import Pair, Scope
from tinbergen.loop.worlds.protocol import World, lacks_effects, lacks_outlook


@dataclass(frozen=True, slots=True)
class Member:
    """A world with its weights, not yet normalised; ``information`` is how a plan reaches it.

    ``apart`` says why it does not count, whatever it answers; ``imposed`` what a scenario did to
    its outlook.
    """

    world: World
    outlook: float = 1.0
    response: float = 1.0
    information: Information = "announced"
    apart: Text | None = None
    imposed: Imposed | None = None


@dataclass(frozen=True, slots=True)
class Bank:
    """The worlds of a situation, the leading one first.

    ``behind`` are the indicators that a satellite reads, by its variables.
    """

    members: tuple[Member, ...]
    behind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[World]:
        return (member.world for member in self.members)

    def __len__(self) -> int:
        return len(self.members)

    @property
    def lead(self) -> World:
        return self.members[0].world

    def scope(
        self,
        instruments: Sequence[str],
        indicators: Sequence[str],
        foreseen: Sequence[str] | None = None,
    ) -> Scope:
        """The worlds that answer every instrument moved and every indicator scored.

        An outlook must have the indicators ``foreseen``, all those scored by default.

        Raises
        ------
        TinbergenError
            L071 when none has an outlook of all indicators, or none knows all effects.
        """
        outlooks, responses, silent = [], [], {}
        for member in self.members:
            if member.apart is not None:
                silent[member.world.name] = member.apart
                continue
            wanted = indicators if foreseen is None else foreseen
            lacks = lacks_outlook(member.world, wanted, self.behind)
            unknown = lacks_effects(member.world, instruments, indicators, self.behind)
            if lacks is None and member.outlook > 0:
                outlooks.append(member)
            if unknown is None and member.response > 0:
                responses.append(member)
            reasons = [reason for reason in (lacks, unknown) if reason is not None]
            if reasons:
                silent[member.world.name] = SEMICOLONS.join(reasons)
        if not outlooks or not responses:
            said = Text(
                ", ".join(f"{n}: {why.en}" for n, why in silent.items()),
                "，".join(f"{n}：{why.zh}" for n, why in silent.items()),
            )
            raise TinbergenError("L071", worlds=said)
        if len(self.members) == 1 or (outlooks == responses and len(outlooks) == 1):
            only = outlooks[0]
            pair = Pair(only.world, only.world, 1.0, only.information)
            return Scope(tuple(instruments), (pair,), silent)
        if all(name in self.behind for name in instruments):
            # What is set of a satellite alone nothing answers: it does what it does in each
            # outlook's own draws, and how responses weigh does not matter.
            whole = sum(m.outlook for m in outlooks)
            own = (Pair(o.world, o.world, o.outlook / whole, o.information) for o in outlooks)
            return Scope(tuple(instruments), tuple(own), silent)
        total = sum(m.outlook for m in outlooks) * sum(m.response for m in responses)
        pairs = tuple(
            Pair(o.world, r.world, o.outlook * r.response / total, r.information)
            for r in responses for o in outlooks
        )  # fmt: skip
        return Scope(tuple(instruments), pairs, silent)

"""A single case under a scenario, in one world with the worked cases of its economy and date."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from tinbergen.core.documents.problem import Scenario
from tinbergen.core.errors import Advice
from tinbergen.core.text import Text
from tinbergen.loop.case import cases, packs
from tinbergen.loop.case.case import Case
from tinbergen.loop.scenarios.library import ScenarioSpec, to_case
from tinbergen.loop.scenarios.outcomes import economy_of, tell_together, world_of
from tinbergen.loop.scenarios.ownership import owners
from tinbergen.loop.situation import assess


def under_scenario(told: ScenarioSpec, case: Case) -> Case:
    """The case in which a scenario happens, owners' outcomes read from worked cases.

    Where no worked case of an owner is of the same economy and date, the scenario's own size
    stands in, and advice L139 says so; L149 says that it reaches nothing of the case.

    Raises
    ------
    TinbergenError
        Those of :func:`tinbergen.loop.scenarios.outcomes.tell_together`.
    """
    read = [m for m in case.pack.concepts if m.reads]
    if case.pack.on is not None and case.economy is not None:
        around = economy_of(case, map(cases.load, packs.pack(case.pack.on).cases))
        links = case.links if around is None else around.links
        return _under(case, to_case(told, dataclasses.replace(case, links=links)))
    if not read:
        return _under(case, to_case(told, case))
    found = tell_together(told, [assess(one) for one in (*_beside(case), case)])
    roles = {o.concept: o.role for o in found.outcomes if o.case == case.name}
    alone = ", ".join(m.concept for m in read if roles[m.concept] == "own")
    advice = [Advice("L139", {"case": case.name, "concepts": alone})] if alone else []
    scenario = found.situations[case.name].case.scenario
    assert scenario is not None
    return _under(case, scenario, advice)


#: Whatever is said of the case names what is assumed.
_TITLE = Text("{title}, under the scenario “{scenario}”", "{title}，情景“{scenario}”")


def _under(case: Case, scenario: Scenario, advice: Sequence[Advice] = ()) -> Case:
    """The case with a scenario, and a word where that reaches nothing of it."""
    none = Advice("L149", {"scenario": scenario.name, "case": case.name})
    said = advice if scenario.moves else (*advice, none)
    title = _TITLE.fill(title=case.title, scenario=scenario.title)
    return dataclasses.replace(case, title=title, scenario=scenario, advice=(*case.advice, *said))


def _beside(case: Case) -> list[Case]:
    """Worked cases of one world with this one, of the packs that it reads from or that these do."""
    known = {name: packs.pack(name) for name in packs.names()}
    owned = {c: str(m.indicator).split(".")[0] for c, m in owners(tuple(known.values())).items()}
    needed: list[str] = []
    ahead = [owned[m.concept] for m in case.pack.concepts if m.reads]
    while ahead:
        name = ahead.pop()
        if name not in needed and name != case.pack.name:
            needed.append(name)
            ahead += [owned[m.concept] for m in known[name].concepts if m.reads]
    worked = (cases.load(one) for name in needed for one in known[name].cases)
    return [one for one in worked if world_of(one) == world_of(case)]

"""Pictures that the macroeconomic pack brings for its findings."""

import dataclasses
from types import SimpleNamespace

from tinbergen.core.documents.evidence import Provenance
from tinbergen.core.text import Text
from tinbergen.domains.macro.pictures import PICTURES, nothing
from tinbergen.loop.case import cases
from tinbergen.loop.cycle import Run
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.situation import assess
from tinbergen.report.case.hints import hints
from tinbergen.report.case.view import View


def test_they_name_the_source_of_their_finding() -> None:
    case = cases.load("us-2008")
    view = View(Run(case, assess(case), cycle=None))
    found = diagnose(view.run.situation)
    # The eight columns hold nothing that comes before a recession.
    assert {f.name for f in found.findings} == set(PICTURES) - {"recession probability"}
    here = Provenance("2008Q3", Text("here", "此处"))
    own = tuple(dataclasses.replace(f, provenance=here) for f in found.findings)
    cycle = SimpleNamespace(diagnosis=dataclasses.replace(found, findings=own))
    told = View(dataclasses.replace(view.run, cycle=cycle))
    for draw in set(PICTURES.values()) - {nothing}:
        drawn = draw(told)
        assert drawn is not None and drawn.source.en.startswith("here; periods"), draw


def test_a_report_takes_them_from_the_packs_whose_questions_are_asked() -> None:
    special, unsigned = hints(cases.load("us-2008"))
    assert (dict(special), "recession risk" in unsigned) == (PICTURES, True)
    special, unsigned = hints(cases.load("usa-2017"))
    assert (dict(special), "trade gaps" in unsigned) == ({}, True)

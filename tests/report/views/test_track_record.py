"""The record told: what is bad first, then errors, comparisons and bands."""

import dataclasses

import pytest

from tinbergen.core.documents.evidence import Provenance
from tinbergen.core.documents.record import (
    EventScore,
    Rival,
    RivalScore,
    Tracked,
    TrackRecord,
    TrackScore,
)
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.report.markdown import markdown
from tinbergen.report.views.context import Context
from tinbergen.report.views.track_record import view


def score(horizon, sample, ours, p_value, coverage90):
    gap = ours**2 - 1.0
    rivals = (
        RivalScore("ar", 40, 1.0, ours, gap, gap - 0.2, gap + 0.2, p_value, 0.9),
        RivalScore("SPF", 5, 2.0, ours, None, None, None, None, 1.2),
    )
    return TrackScore("G", horizon, sample, 40, ours, 0.1, coverage90, 0.55, 0.5, 0.8, rivals)


YEARS = Period.parse("1985Q1"), Period.parse("2019Q4")
RECORD = TrackRecord(
    id="trackrecord-1",
    name="made-up",
    title=Text("Made up", "虚构"),
    as_known=True,
    first=YEARS[0],
    last=YEARS[1],
    variables=(Tracked("G", Text("Growth", "增长"), Text("percent", "百分比")),),
    samples=(Text("to 2019", "至2019年"), Text("to 2023", "至2023年")),
    rivals=(Rival("ar", Text("AR(2)", "AR(2)"), True), Rival("SPF", Text("SPF", "SPF"))),
    scores=(
        score("0", 0, 1.5, 0.01, 0.93),
        score("1", 0, 0.9, 0.40, 0.86),
        score("4q", 0, 0.8, 0.01, None),
        score("0", 1, 0.7, 0.01, 0.9),
    ),
    provenance=Provenance("abc", Text("Sources.", "来源。"), software="tinbergen 0"),
    caveats=(Text("Own caveat.", "自述不足。"),),
    recessions=(
        EventScore(*YEARS, 4, 136, 0.9, 0.05, 0.1, 3, 0.2, YEARS[1], Text("Three.", "三次。")),
        EventScore(*YEARS, 4, 150, 0.8, 0.07, 0.1, 4, 0.21, YEARS[1], Text("Four.", "四次。")),
    ),
)


def test_what_is_bad_comes_first():
    bad = [b.en for b in view(RECORD, Context()).sections[0].blocks]
    assert bad == [
        "Significantly worse than AR(2), to 2019: Growth 0.",
        "No significant difference from AR(2), to 2019: Growth 1.",
        "Bands of 90% held 86 to 93% of outturns.",
        "Bands of 50% held 55 to 55% of outturns.",
        "Own caveat.",
    ]


def test_numbers():
    page = markdown(view(RECORD, Context()), "en")
    assert "| Growth | 4q | 40 | 0.800 | +0.10 | 1.000 | 2.000 |" in page
    # .8² - 1 = -.36, with .2 on either side, of 1; SPF has too few dates.
    assert "| Growth | 4q | −36 (−56, −16) | – |" in page
    assert "| Growth | 1 | 86 | 55 | 0.500 | 0.62 |" in page
    assert "| 1985 Q1 to 2019 Q4 | 150 | 0.800 | 0.070 | 0.100 | 4 |" in page
    assert "Seen from 2019 Q4, the probability is 21%." in page
    assert "track-record made-up'; tinbergen 0, data abc, record trackrecord-1" in page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_both_languages_and_the_gist(lang):
    page = markdown(view(RECORD, Context()), lang)
    brief = markdown(view(RECORD, Context(brief=True)), lang)
    assert len(brief) < len(page)
    assert RECORD.title(lang) in brief
    assert "{" not in page


def test_final_figures_are_called_so():
    lead = view(dataclasses.replace(RECORD, as_known=False), Context()).sections[0].lead
    assert "revisions are seen in advance" in lead.en


def test_as_a_table():
    frame = RECORD.to_frame()
    assert frame.loc[("G", "4q", 0), "rmse"] == 0.8
    assert frame.loc[("G", "1", 0), "SPF"] == 2.0
    assert "What is bad in it" in repr(RECORD)

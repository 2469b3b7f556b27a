"""US recessions against the dates of the NBER's Business Cycle Dating Committee."""

from statsmodels.datasets import macrodata

from tinbergen.core.period import Period
from tinbergen.statistics.cycles.bry_boschan import turning_points

START = Period.parse("1959Q1")

#: https://www.nber.org/research/business-cycle-dating, quarterly. The trough of 2009Q2 can't be
#: seen yet in data that end in 2009Q3, and output never fell two quarters running in 2001.
PEAKS = ("1960Q2", "1969Q4", "1973Q4", "1980Q1", "1981Q3", "1990Q3", "2007Q4")
TROUGHS = ("1961Q1", "1970Q4", "1975Q1", "1980Q3", "1982Q4", "1991Q1")


def test_output_dates_the_recessions_of_the_committee():
    """Seven of eight recessions, each date within three quarters.

    The committee weighs employment, income and sales besides output; output alone, in the vintage
    of late 2009, turns exactly where the rules below put it.
    """
    result = turning_points(macrodata.load_pandas().data["realgdp"].to_numpy(), 4)
    peaks = [START + position for position in result.peaks]
    troughs = [START + position for position in result.troughs]
    for found, published in ((peaks, PEAKS), (troughs, TROUGHS)):
        assert len(found) == len(published)
        for ours, theirs in zip(found, published, strict=True):
            assert abs(ours - Period.parse(theirs)) <= 3
    assert [str(p) for p in peaks] == [
        "1960Q1", "1969Q3", "1973Q4", "1980Q1", "1981Q3", "1990Q2", "2008Q2",
    ]  # fmt: skip
    assert [str(p) for p in troughs] == [
        "1960Q4", "1970Q1", "1975Q1", "1980Q3", "1982Q1", "1991Q1",
    ]  # fmt: skip
    assert result.contraction[-1]

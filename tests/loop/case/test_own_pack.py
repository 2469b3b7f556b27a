"""The pack of a case in the units that are the case's own."""

from pathlib import Path

from tinbergen.loop.case import cases, packs


def test_an_indicator_in_other_units_is_plausible_in_them(tmp_path: Path) -> None:
    """Ten per mille are a percent; what the case does not measure anew stays the pack's."""
    path = tmp_path / "case.yaml"
    own = "units: {U: {en: per mille, zh: 千分比, per: 10}}\n"
    path.write_text(cases.text_of("us-2008") + own, encoding="utf-8")
    theirs, ours = packs.pack("macro"), cases.load(path).pack
    low, high = theirs.indicator("U").plausible
    assert ours.indicator("U").plausible == (10 * low, 10 * high)
    assert ours.indicator("U").unit.en == "per mille"
    assert ours.indicator("INFL") == theirs.indicator("INFL")

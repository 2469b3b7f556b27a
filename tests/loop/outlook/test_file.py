import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.loop.outlook.file import outlook, outlooks, read_outlook


def test_the_packs_descriptions_are_read():
    assert set(outlooks()) >= {"us-as-known", "us-as-known-monthly", "us-final"}
    found = {name: outlook(name)[0] for name in outlooks()}
    assert all(said.name == name for name, said in found.items())
    assert found["us-as-known"].needs_vintages
    assert not found["us-final"].needs_vintages
    assert [found[n].nearest for n in ("us-as-known", "us-final")] == [0, 1]


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("source: rates,", "source: rate,", "series.rate.source"),
        ("bridge: [jobless,", "bridge: [joblss,", "series.output.bridge.0"),
        ("system: small}", "system: factors}", "series.output.system"),
        ("minus: jobless}, {series: rate, change", "minus: x}, {series: rate, change",
         "members.factors.direct.0.minus"),
        ("benchmarks: [walk", "benchmarks: [wlak", "benchmarks.0"),
        ("benchmarks: [walk", "benchmarks: [small", "benchmarks.0"),
        ("groups: [[ar]", "groups: [[arr]", "targets.1.groups.0.0"),
        ("burn_in: 2001Q1", "burn_in: 2003Q2", "first"),
    ],
)  # fmt: skip
def test_names_must_stand_for_something(write_outlook, tmp_path, before, after, place):
    path = write_outlook(tmp_path)
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    with pytest.raises(TinbergenError) as fault:
        read_outlook(path)
    assert fault.value.code == "L003"
    assert place in str(fault.value)


def test_nothing_is_known_before_its_time(write_outlook, tmp_path):
    path = write_outlook(tmp_path)
    text = path.read_text()
    for lag in (0, -1):
        path.write_text(text.replace("source: rates,", f"source: rates, lag: {lag},"))
        if lag == 0:
            read_outlook(path)
            continue
        with pytest.raises(TinbergenError) as fault:
            read_outlook(path)
        assert "series.rate.lag" in str(fault.value)


def test_a_recession_is_looked_for_a_year_ahead_and_known_a_year_late(write_outlook, tmp_path):
    """Unless the description says otherwise; the small one does."""
    path = write_outlook(tmp_path)
    said = read_outlook(path).recession
    assert (said.horizon, said.delay) == (2, 1)
    path.write_text(path.read_text().replace("  horizon: 2\n  delay: 1\n", ""))
    left = read_outlook(path).recession
    assert (left.horizon, left.delay) == (4, 4)


def test_an_outlook_that_is_not_there():
    with pytest.raises(TinbergenError) as fault:
        outlook("us-finall")
    assert (fault.value.code, fault.value.hint) == ("L120", "us-final")

"""What a case says of its record, and what is wrong with it."""

import pytest
import yaml

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.loop.case import cases

RULE = {"name": "lean", "title": {"en": "Lean", "zh": "逆风"}, "instrument": "G",
        "answers": {"U": 1}}  # fmt: skip


@pytest.fixture
def load(tmp_path):
    def read(record):
        document = yaml.safe_load(cases.text_of("us-2008")) | {"record": record}
        path = tmp_path / "case.yaml"
        path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        return cases.load(path)

    return read


def test_the_packaged_record() -> None:
    found = cases.load("us-now").record
    assert found.start == Period.parse("1961Q1")
    assert found.desired == {"U": ("anchored", "U_NATURAL")}
    assert [r.name for r in found.rules] == ["taylor", "balanced", "inertial", "optimised"]
    assert [r.optimised for r in found.rules] == [False, False, False, True]
    inertial = found.rules[2]
    # The rule of 1999 in the long run: each coefficient over one less inertia.
    assert inertial.constant / (1 - inertial.inertia) == pytest.approx(found.rules[1].constant)
    assert {n: a / (1 - inertial.inertia) for n, a in inertial.answers.items()} == pytest.approx(
        found.rules[1].answers
    )


def test_a_case_without_one(load) -> None:
    assert load(None).record.rules == ()
    assert cases.load("us-2008").record.start is None


@pytest.mark.parametrize(
    ("record", "code", "line"),
    [
        ({"start": "1961"}, "L014", "start: '1961'"),
        ({"desired": {"V": {"world": "us_keynes", "variable": "Y"}}}, "L140", "V:"),
        ({"desired": {"U": {"world": "elsewhere", "variable": "Y"}}}, "L140", "world: elsewhere"),
        ({"rules": [{**RULE, "instrument": "H"}]}, "L140", "instrument: H"),
        ({"rules": [{**RULE, "answers": {"V": 1}}]}, "L140", "V: 1"),
        ({"plans": "nowhere.csv"}, "D010", "plans: nowhere.csv"),
        ({"plan": "nowhere.csv"}, "L002", "plan: nowhere.csv"),
        ({"rules": [{**RULE, "inertia": "much"}]}, "L003", "inertia: much"),
    ],
)
def test_what_is_refused(load, tmp_path, record, code, line) -> None:
    names = {i.name for i in cases.load("us-2008").instruments}
    for rule in record.get("rules", []):
        if rule["instrument"] == "G":
            rule["instrument"] = sorted(names)[0]
    with pytest.raises(TinbergenError) as fault:
        load(record)
    assert fault.value.code == code
    text = (tmp_path / "case.yaml").read_text().splitlines()
    assert line in text[fault.value.at.line - 1]

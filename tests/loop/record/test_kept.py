"""Plans kept with a case: only those that were over, of the same recipe, and what follows."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.loop.plan import make_plan
from tinbergen.loop.record.kept import plans_csv, recipe, said, standing
from tinbergen.loop.record.origin import origin
from tinbergen.loop.situation import assess
from tinbergen.statistics.forecast.scores import diebold_mariano

SIZES = {"strong": 1.2, "weak": 0.3}
FIRST, LAST = Period.parse("2004Q1"), Period.parse("2010Q4")


@pytest.fixture
def keeping(economy, tmp_path):
    """The case with the plans of 28 quarters, or with others' losses, kept beside it."""

    def made(plan: np.ndarray | None = None, **changes):
        case = economy(SIZES, **changes)
        if plan is None:
            text = plans_csv(case, [origin(case, d, None) for d in FIRST.to(LAST)])
        else:
            rows = [f"{FIRST + k},{truth},1,{v!r},11.0,10.0" for k, v in enumerate(plan.tolist())
                    for truth in SIZES]  # fmt: skip
            head = "date,truth,whole,plan,all,followed"
            text = f"# recipe {recipe(case)}\n" + "\n".join([head, *rows]) + "\n"
        (tmp_path / "plans.csv").write_text(text, encoding="utf-8")
        return economy(SIZES, **{**changes, "record": {"plans": "plans.csv"}})

    return made


def losses(n=40, seed=1):
    return 12.0 + np.random.default_rng(seed).standard_normal(n)


def test_what_the_command_writes_is_read(keeping, economy) -> None:
    case = keeping()
    found = standing(case)
    made = [origin(economy(SIZES), d, None) for d in FIRST.to(LAST)]
    mean = np.mean([[o.losses[t]["plan"] for t in SIZES] for o in made])
    assert (found.first, found.last, found.n) == (FIRST, LAST, 28)
    assert found.plan == pytest.approx(mean, abs=0.01)
    assert found.gap == pytest.approx(found.plan - found.followed)


def test_only_plans_that_were_over_are_seen(keeping) -> None:
    """Later ones may be anything: four quarters and two after them must be over by the date."""
    plan = losses()
    case = keeping(plan, as_of="2010Q4")
    found = standing(case)
    seen = Period.parse("2009Q2")
    assert (found.last, found.n) == (seen, 22)
    plan[22:] = -1e6
    assert standing(keeping(plan, as_of="2010Q4")) == found
    test = diebold_mariano(np.round(plan[:22], 12), np.full(22, 10.0), 6, kernel="bartlett")
    assert (found.lower, found.upper) == pytest.approx(test.interval())


def test_too_few_or_of_another_recipe_are_none(keeping, economy) -> None:
    assert standing(keeping(losses(), as_of="2009Q4")) is None
    assert standing(economy(SIZES)) is None
    case = keeping(losses())
    dearer = dataclasses.replace(
        case, instruments=tuple(dataclasses.replace(i, cost=9.0) for i in case.instruments)
    )
    assert standing(case) is not None
    assert standing(dearer) is None


def test_a_world_judged_by_itself_is_no_record(economy, tmp_path) -> None:
    case = economy({"strong": 1.2})
    text = plans_csv(case, [origin(case, d, None) for d in FIRST.to(LAST)])
    (tmp_path / "plans.csv").write_text(text)
    kept = economy({"strong": 1.2}, record={"plans": "plans.csv"})
    assert standing(kept) is None
    assert said(make_plan(assess(kept)).record) is None


def test_the_recommendation_is_the_rule_where_plans_lost(keeping, spoken) -> None:
    plan = make_plan(assess(keeping(losses())))
    spoken(said(plan.record))
    assert plan.verdict.en.startswith("Let the rules go on: out of sample, plans of this case")
    assert plan.verdict.zh.startswith("宜让规则延续")
    assert plan.robustness.recommended == "rules"
    assert not plan.record.better


def test_nothing_is_said_where_plans_won(keeping) -> None:
    plan = make_plan(assess(keeping(losses() - 6.0)))
    assert plan.record.better
    assert said(plan.record) is None
    assert "out of sample" not in plan.verdict.en


def test_no_proof_is_no_gain(keeping) -> None:
    """A mean that is lower by less than its error does not beat the rules."""
    found = standing(keeping(losses() - 2.1))
    assert found.gap < 0 < found.upper
    assert not found.better
    assert said(found) is not None


def test_a_table_that_is_none(keeping, tmp_path) -> None:
    case = keeping(losses())
    file = tmp_path / "plans.csv"
    head = file.read_text().splitlines()[0]
    for text in ("date,truth\n2004Q1,weak\n", "date,truth,whole,plan,all,followed\n2004Q1,weak,1,x,1,1\n",
                 "date,truth,whole,plan,all,followed\n2004Q1,ministers,1,1,1,1\n"):  # fmt: skip
        file.write_text(f"{head}\n{text}")
        with pytest.raises(TinbergenError) as fault:
            standing(case)
        assert fault.value.code == "L142"

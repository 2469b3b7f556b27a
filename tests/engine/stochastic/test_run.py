"""Stochastic simulations: the same whoever solves them."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import StoppedError, TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.progress import Progress
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import library_data
from tinbergen.engine.linear import responses
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.engine.simulate.backward import simulate
from tinbergen.engine.stochastic import run
from tinbergen.engine.stochastic.draws import Bootstrap, Coefficients, Normal, Randomness
from tinbergen.engine.stochastic.executors import InLine, Processes, result_of
from tinbergen.engine.stochastic.job import Job, Outcome
from tinbergen.engine.stochastic.run import MonteCarlo, monte_carlo, monte_carlo_rule
from tinbergen.model.dynare.parser import parse
from tinbergen.model.library import load

KLEIN, DATA = load("klein1"), library_data("klein1")
SPAN = Period.parse("1930").to(Period.parse("1941"))
SHOCKS = Normal(
    ("consumption", "investment", "wages"),
    np.array([[1.0, 0.3, -0.2], [0.3, 0.8, 0.1], [-0.2, 0.1, 0.5]]),
)
UNCERTAIN = Coefficients(("a1", "c1"), np.array([0.02, 0.4]), np.diag([0.01, 0.0004]))
AHEAD = parse(
    "var y i; varexo e; parameters a; a = 0.5; model; [name='demand'] y = a*y(-1) + 0.3*y(+1)"
    " - 0.1*i + e; [name='rule'] i = 0.8*i(-1) + 0.2*y; end; initval; y = 0; i = 0; end;"
    " shocks; var e; stderr 1; end;"
)
AHEAD_DATA = Dataset.of("2000", {n: [0.0] * 14 for n in ("y", "i", "e")})
AHEAD_SPAN = Span(AHEAD_DATA.span.start + 1, 12)


def klein(executor: object = "in_line", replicas: int = 60, **options: object) -> MonteCarlo:
    return monte_carlo(KLEIN, DATA, SPAN, SHOCKS, replicas=replicas, seed=5, coefficients=UNCERTAIN,
                      executor=executor, **options)  # fmt: skip


def same(one: MonteCarlo, other: MonteCarlo) -> None:
    for name in ("draws", "mean", "deviation", "fans"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert (one.solved, [f.replica for f in one.failures]) == (
        other.solved, [f.replica for f in other.failures])  # fmt: skip


def test_a_replica_is_a_simulation_with_its_own_residuals_and_parameters() -> None:
    many = klein(replicas=5)
    source = Randomness.of(5, SHOCKS, UNCERTAIN)
    for r in range(5):
        u = source.disturbances(r, SPAN.length)
        residuals = Dataset.of(SPAN.start, dict(zip(SHOCKS.names, u.T, strict=True)))
        values = dict(zip(UNCERTAIN.names, source.coefficients(r).tolist(), strict=True))
        alone = simulate(KLEIN.with_values(values), DATA, SPAN, residuals=residuals)
        for name in KLEIN.endogenous:
            np.testing.assert_allclose(many[name][r], alone[name], rtol=1e-9, atol=1e-9)


@settings(max_examples=10)
@given(st.integers(1, 70))
def test_numbers_do_not_depend_on_how_replicas_are_bundled(size: int) -> None:
    same(klein(), klein(InLine(size)))


def test_the_first_replicas_stay_when_more_are_asked_for() -> None:
    np.testing.assert_array_equal(klein(replicas=40).draws, klein(replicas=60).draws[:40])


@pytest.mark.parametrize("workers", [1, 3])
def test_processes_give_the_same_numbers(workers: int) -> None:
    same(klein(), klein(Processes(workers, size=7)))


def test_processes_import_nothing_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "numpy.py").write_text("raise SystemExit('imported from here')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    same(klein(), klein(Processes(1, size=60)))


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_a_killed_process_is_replaced_and_its_work_done_again() -> None:
    started: list[int] = []
    killed: list[int] = []

    def kill_one(_: Progress) -> None:
        if not killed:
            killed.append(started[0])
            os.kill(started[0], signal.SIGKILL)

    found = klein(Processes(2, size=2, started=started.append), progress=Progress(kill_one))
    same(klein(), found)
    assert killed
    assert found.replicas == len(found.solved) + len(found.failures)


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_numbers_though_a_worker_is_killed() -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None,
            silence_logs=50,
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):  # fmt: skip
        pids = list(client.run(os.getpid).values())
        killed: list[int] = []

        def kill_one(_: Progress) -> None:
            if not killed:
                killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)

        same(klein(replicas=600), klein(client, replicas=600, progress=Progress(kill_one)))
        assert killed
        # The address serves as well as a client.
        same(klein(), klein(cluster.scheduler_address))


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(TinbergenError) as fault:
        klein("tcp://127.0.0.1:1")
    assert fault.value.code == "E066"
    assert "tinbergen[scale]" in fault.value.render("en")
    assert "tinbergen[scale]" in fault.value.render("zh")


def test_a_scheduler_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")

    def silent(address: str, **options: object) -> None:
        raise TimeoutError(address)

    monkeypatch.setattr(distributed, "Client", silent)
    with pytest.raises(TinbergenError) as fault:
        klein("tcp://127.0.0.1:1")
    assert (fault.value.code, fault.value.facts["address"]) == ("E067", "tcp://127.0.0.1:1")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_replicas_that_bring_down_every_process_are_given_up() -> None:
    """Each worker is killed as soon as it has started, before it can answer."""
    with pytest.raises(TinbergenError) as fault:
        klein(Processes(1, size=60, started=lambda pid: os.kill(pid, signal.SIGKILL)))
    assert fault.value.code == "E068"
    assert (fault.value.facts["first"], fault.value.facts["last"]) == (0, 59)


def test_what_goes_wrong_with_a_worker_of_a_cluster_is_said() -> None:
    def fails(fault: Exception) -> Future[Outcome]:
        future: Future[Outcome] = Future()
        future.set_exception(fault)
        return future

    with pytest.raises(TinbergenError) as fault:
        result_of(fails(ModuleNotFoundError("No module named 'tinbergen'")))
    assert fault.value.code == "E069"
    assert "No module named" in fault.value.render("en")
    with pytest.raises(TinbergenError) as fault:
        result_of(fails(TinbergenError("E074", replicas=0)))
    assert fault.value.code == "E074"


def test_a_model_with_functions_of_the_users_own_stays_in_this_process() -> None:
    own = parse(
        "var y; varexo x; external_function(name=twice, nargs=1); model; [name='own'] y = twice(x);"
        " end;",
        functions={"twice": lambda x: 2 * x},
    )
    data, span = Dataset.of("2000", {"x": [1.0] * 4}), Span(Period.parse("2001"), 2)
    source = Normal(("own",), np.eye(1))
    for executor in ("processes", Processes(1)):
        with pytest.raises(TinbergenError) as fault:
            monte_carlo(own, data, span, source, replicas=3, executor=executor)
        assert fault.value.code == "E073"
    drawn = Randomness.of(0, source).disturbances(2, 2)[:, 0]
    found = monte_carlo(own, data, span, source, replicas=3)
    np.testing.assert_allclose(found["y"][2], 2 + drawn, atol=1e-12)


@pytest.mark.parametrize("worth", [0.0, 1e9])
def test_processes_are_chosen_where_the_work_left_is_worth_them(
    worth: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[str] = []

    class Noted(Processes):
        def run(self, job: Job, parts: Sequence[tuple[int, int]]) -> Iterator[Outcome]:
            chosen.append("processes")
            return InLine().run(job, parts)

    monkeypatch.setattr(run, "_WORTH_PROCESSES", worth)
    monkeypatch.setattr(run, "Processes", Noted)
    found = monte_carlo(AHEAD, AHEAD_DATA, AHEAD_SPAN, Normal(("e",), np.eye(1)), replicas=20)
    assert len(found.solved) == 20
    assert chosen == ([] if worth else ["processes"])
    # Models solved period by period share a range out to threads: they stay in this process.
    klein(None)
    assert len(chosen) <= 1


def test_paths_are_kept_by_default_while_they_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = klein(replicas=600)
    monkeypatch.setattr(run, "_MOST_KEPT", 8 * 599 * SPAN.length * len(KLEIN.endogenous))
    lean = klein(replicas=600)
    assert whole.kept == KLEIN.endogenous
    assert (lean.kept, lean.draws.shape) == ((), (600, SPAN.length, 0))
    np.testing.assert_array_equal(lean.fans, whole.fans)
    with pytest.raises(ValueError, match="not kept"):
        lean["X"]
    assert klein(replicas=600, keep=["X"]).kept == ("X",)


def test_what_is_no_executor_is_refused() -> None:
    with pytest.raises(TinbergenError) as fault:
        klein("cloud")
    assert fault.value.code == "E071"


@pytest.mark.parametrize("executor", ["in_line", Processes(2, size=4)])
def test_cancelling_stops_and_progress_is_told(executor: object) -> None:
    told: list[float | None] = []

    def watch(progress: Progress) -> None:
        told.append(progress.part)
        if len(told) == 2:
            progress.cancel()

    with pytest.raises(StoppedError) as fault:
        klein(executor if executor != "in_line" else InLine(10), progress=Progress(watch))
    assert fault.value.code == "C012"
    assert len(told) == 2
    assert all(part is not None and 0 < part < 1 for part in told)


def test_only_the_paths_of_variables_kept_are_held() -> None:
    whole, lean = klein(), klein(keep=["X"])
    assert lean.kept == ("X",)
    assert lean.draws.shape == (60, SPAN.length, 1)
    np.testing.assert_array_equal(lean["X"], whole["X"])
    np.testing.assert_array_equal(lean.fans, whole.fans)
    levels = (0.05, 0.5, 0.95)
    np.testing.assert_allclose(lean.quantiles("C", levels), whole.quantiles("C", levels))
    with pytest.raises(ValueError, match="not kept"):
        lean.quantiles("C", [0.123])
    assert lean.to_frame().shape == (SPAN.length, len(KLEIN.endogenous) * 9)


ROOT = parse(
    "var y z; varexo x; parameters a; a = 1; model; [name='root'] log(y) = log(x + z(-1)) + 0*a;"
    " [name='shock'] z = 0; end;"
)
ROOT_DATA = Dataset.of("2000", {"x": [1.0] * 4, "z": [0.0] * 4})
ROOT_SPAN = Span(ROOT_DATA.span.start + 1, 3)


@pytest.mark.parametrize("executor", ["in_line", Processes(2, size=5)])
def test_replicas_that_fail_are_named(executor: object) -> None:
    rows = np.array([[0.0]] * 12 + [[-2.0]])
    many = monte_carlo(ROOT, ROOT_DATA, ROOT_SPAN, Bootstrap(("shock",), rows), replicas=40, seed=1,
                      executor=executor)  # fmt: skip
    source = Randomness.of(1, Bootstrap(("shock",), rows))
    lost = [r for r in range(40) if (source.disturbances(r, 3)[:2] < -1).any()]
    assert [f.replica for f in many.failures] == lost
    assert lost
    assert sorted((*many.solved, *lost)) == list(range(40))
    assert many["y"].shape == (40 - len(lost), 3)
    assert {f.fault.code for f in many.failures} == {"E003"}


def test_more_failures_than_answers_are_an_error() -> None:
    with pytest.raises(TinbergenError) as fault:
        monte_carlo(ROOT, ROOT_DATA, ROOT_SPAN, Bootstrap(("shock",), np.array([[-2.0]])),
                   replicas=10)  # fmt: skip
    assert fault.value.code == "E008"
    assert fault.value.facts["failed"] == 10


def test_perfect_foresight_replica_by_replica() -> None:
    source = Normal(("e",), np.eye(1))
    runs = [
        monte_carlo(AHEAD, AHEAD_DATA, AHEAD_SPAN, source, replicas=6, seed=2, executor=executor)
        for executor in (None, "in_line", Processes(2, size=2))
    ]
    same(runs[0], runs[1])
    same(runs[0], runs[2])
    drawn = Randomness.of(2, source).disturbances(3, AHEAD_SPAN.length)[:, 0]
    data = AHEAD_DATA.assign(e=np.concatenate([[0.0], drawn, [0.0]]))
    alone = simulate(AHEAD, data, AHEAD_SPAN)
    np.testing.assert_allclose(runs[0]["y"][3], alone["y"], atol=1e-9)


def test_first_order_rule() -> None:
    source = Normal(("e",), np.eye(1))
    many = monte_carlo_rule(AHEAD, AHEAD_SPAN, source, replicas=8, seed=3)
    same(
        many, monte_carlo_rule(AHEAD, AHEAD_SPAN, source, replicas=8, seed=3, executor="processes")
    )
    drawn = np.stack([Randomness.of(3, source).disturbances(r, 12) for r in range(8)])
    expected = responses.simulate(equilibrium(AHEAD).solution.rule, drawn)
    np.testing.assert_allclose(many.draws, expected[..., :2], atol=1e-12)


def test_first_order_rule_of_uncertain_parameters() -> None:
    """The persistence of some replicas leaves them without a stable solution."""
    source = Normal(("e",), np.eye(1))
    uncertain = Coefficients(("a",), np.array([0.5]), np.array([[0.04]]))
    runs = [
        monte_carlo_rule(AHEAD, AHEAD_SPAN, source, replicas=40, seed=3, coefficients=uncertain,
                        executor=executor)
        for executor in ("in_line", Processes(2, size=8))
    ]  # fmt: skip
    same(*runs)
    drawn = Randomness.of(3, source, uncertain)
    values = {r: float(drawn.coefficients(r)[0]) for r in range(40)}
    r = runs[0].solved[-1]
    rule = equilibrium(AHEAD.with_values({"a": values[r]})).solution.rule
    path = responses.simulate(rule, drawn.disturbances(r, 12))
    np.testing.assert_allclose(runs[0].draws[-1], path[:, :2], atol=1e-10)
    assert all(f.fault.code.startswith("E03") for f in runs[0].failures)


def test_names_must_be_the_models() -> None:
    with pytest.raises(TinbergenError) as fault:
        monte_carlo(KLEIN, DATA, SPAN, Normal(("consumptoin",), np.eye(1)))
    assert (fault.value.code, fault.value.hint) == ("M018", "consumption")
    with pytest.raises(TinbergenError) as fault:
        klein(keep=["c"])
    assert (fault.value.code, fault.value.hint) == ("E004", "C")
    with pytest.raises(TinbergenError) as fault:
        klein(replicas=0)
    assert fault.value.code == "E074"
    with pytest.raises(TinbergenError) as fault:
        monte_carlo_rule(AHEAD, AHEAD_SPAN, Normal(("ee",), np.eye(1)))
    assert fault.value.code == "E004"

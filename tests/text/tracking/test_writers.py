"""Other programs that are told of a run: real ones where installed, else what they would hear."""

import sys
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.tracking.writers import check_names, writers

TOLD = {"loss": 0.5, "score": 0.7}


def tell(name, folder):
    (writer,) = writers([name], "run-1", {"method.name": "full"}, folder)
    writer.epoch(0, TOLD)
    writer.end({"weighted_f1": 0.8})


@pytest.mark.parametrize(
    ("name", "variable", "value"),
    [("mlflow", "MLFLOW_DISABLE_TELEMETRY", "true"), ("wandb", "WANDB_ERROR_REPORTING", "false")],
)
def test_makers_are_told_nothing_unless_the_environment_says_so(
    monkeypatch, tmp_path, name, variable, value
) -> None:
    """Both report to their makers by default, Weights & Biases when offline too (version 0.31)."""
    monkeypatch.setitem(sys.modules, name, MagicMock())
    for given, expected in ({}, value), ({variable: "as said"}, "as said"):
        monkeypatch.setattr("os.environ", given)
        tell(name, tmp_path)
        assert given[variable] == expected


def test_names() -> None:
    with pytest.raises(TinbergenError, match="T167") as fault:
        check_names(["tensorbord"])
    assert "tensorboard" in str(fault.value.hint)


def test_mlflow_hears_all(monkeypatch, tmp_path) -> None:
    heard: list = []

    def say(name):
        return lambda *given, **named: heard.append((name, given, named))

    names = (
        "set_tracking_uri",
        "set_experiment",
        "start_run",
        "log_params",
        "log_metrics",
        "end_run",
    )
    monkeypatch.setitem(sys.modules, "mlflow", SimpleNamespace(**{n: say(n) for n in names}))
    tell("mlflow", tmp_path)
    assert heard[0][1] == (f"sqlite:///{tmp_path}/mlflow/mlflow.db",)
    assert ("log_params", ({"method.name": "full"},), {}) in heard
    assert ("log_metrics", (TOLD,), {"step": 0}) in heard
    assert heard[-2:] == [("log_metrics", ({"test_weighted_f1": 0.8},), {}), ("end_run", (), {})]


def test_wandb_stays_offline(monkeypatch, tmp_path) -> None:
    heard: dict = {"log": []}
    run = SimpleNamespace(log=lambda told, step: heard["log"].append((step, told)), summary={},
                          finish=lambda: heard.update(done=True))  # fmt: skip
    monkeypatch.setitem(
        sys.modules, "wandb", SimpleNamespace(init=lambda **given: heard.update(given) or run)
    )
    tell("wandb", tmp_path)
    assert heard["mode"] == "offline" and heard["config"] == {"method.name": "full"}
    assert (
        heard["log"] == [(0, TOLD)] and heard["done"] and run.summary == {"test/weighted_f1": 0.8}
    )


def test_one_that_fails_says_so(monkeypatch, tmp_path) -> None:
    def init(**given):
        raise RuntimeError("no room")

    monkeypatch.setitem(sys.modules, "wandb", SimpleNamespace(init=init))
    with pytest.raises(TinbergenError, match="T169"):
        writers(["wandb"], "run-1", {}, tmp_path)
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(TinbergenError, match="T020") as fault:
        writers(["mlflow"], "run-1", {}, tmp_path)
    assert fault.value.text("fix", "en") == "pip install 'mlflow'"


def test_tensorboard_reads_what_was_told(tmp_path) -> None:
    reading = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    tell("tensorboard", tmp_path)
    found = reading.EventAccumulator(str(tmp_path / "tensorboard" / "run-1"))
    found.Reload()
    assert found.Scalars("loss")[0].value == 0.5
    assert found.Scalars("test/weighted_f1")[0].value == pytest.approx(0.8)

"""Runs told to other programs as well: TensorBoard, Weights & Biases (offline), MLflow.

None of them is needed, and none asks the network: Weights & Biases writes offline, MLflow to a
database file, and what both would tell their makers is turned off unless the environment says else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.text.parts import need


class Writer(Protocol):
    """Somebody who is told of a run."""

    def epoch(self, step: int, told: Mapping[str, float]) -> None:
        """What an epoch told."""

    def end(self, metrics: Mapping[str, float]) -> None:
        """What came of it; nothing is told afterwards."""


class TensorBoard:
    """Event files in a folder, for ``tensorboard --logdir``."""

    def __init__(self, ident: str, parameters: Mapping[str, Any], folder: Path) -> None:
        need("tensorboard")
        self._writer = need("torch.utils.tensorboard").SummaryWriter(str(folder / ident))
        said = "\n".join(f"{name}: {value}  " for name, value in parameters.items())
        self._writer.add_text("parameters", said)

    def epoch(self, step: int, told: Mapping[str, float]) -> None:
        for name, value in told.items():
            self._writer.add_scalar(name, value, step)

    def end(self, metrics: Mapping[str, float]) -> None:
        for name, value in metrics.items():
            self._writer.add_scalar(f"test/{name}", value, 0)
        self._writer.close()


class WeightsAndBiases:
    """An offline run that ``wandb sync`` can send later."""

    def __init__(self, ident: str, parameters: Mapping[str, Any], folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # Offline or not, it would report errors and spans to its makers.
        os.environ.setdefault("WANDB_ERROR_REPORTING", "false")
        self._run = need("wandb").init(
            mode="offline", project="tinbergen", name=ident, dir=str(folder),
            config=dict(parameters),
        )  # fmt: skip

    def epoch(self, step: int, told: Mapping[str, float]) -> None:
        self._run.log(dict(told), step=step)

    def end(self, metrics: Mapping[str, float]) -> None:
        self._run.summary.update({f"test/{name}": value for name, value in metrics.items()})
        self._run.finish()


class MLflow:
    """A run in a database file, for ``mlflow ui --backend-store-uri``."""

    def __init__(self, ident: str, parameters: Mapping[str, Any], folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
        flow = need("mlflow")
        # Files of its own kind it no longer writes; a database file it does.
        flow.set_tracking_uri(f"sqlite:///{(folder / 'mlflow.db').resolve()}")
        flow.set_experiment("tinbergen")
        self._flow = flow
        flow.start_run(run_name=ident)
        flow.log_params({name: str(value)[:500] for name, value in parameters.items()})

    def epoch(self, step: int, told: Mapping[str, float]) -> None:
        self._flow.log_metrics(dict(told), step=step)

    def end(self, metrics: Mapping[str, float]) -> None:
        self._flow.log_metrics({f"test_{name}": value for name, value in metrics.items()})
        self._flow.end_run()


#: By the name that ``--log`` takes, and the folder below the store.
WRITERS: dict[str, type[TensorBoard] | type[WeightsAndBiases] | type[MLflow]] = {
    "tensorboard": TensorBoard, "wandb": WeightsAndBiases, "mlflow": MLflow,
}  # fmt: skip


def check_names(names: Sequence[str]) -> None:
    """Whether all are names of writers; T167 when one is not."""
    for name in names:
        if name not in WRITERS:
            raise TinbergenError(
                "T167", hint=did_you_mean(name, list(WRITERS)), name=name, known=", ".join(WRITERS)
            )


def writers(
    names: Sequence[str], ident: str, parameters: Mapping[str, Any], folder: Path
) -> tuple[Writer, ...]:
    """Writers by name; each writes below ``folder``.

    Raises
    ------
    TinbergenError
        T167 a name that none has, T020 for one that is not installed, T169 for one that fails.
    """
    check_names(names)
    return tuple(_opened(name, ident, parameters, folder / name) for name in names)


def _opened(name: str, ident: str, parameters: Mapping[str, Any], folder: Path) -> Writer:
    try:
        return WRITERS[name](ident, parameters, folder)
    except TinbergenError:
        raise
    except Exception as fault:
        # Other programs fail in their own ways; the training has not begun yet.
        detail = " ".join(str(fault).split())[:160]
        raise TinbergenError("T169", name=name, detail=detail) from None

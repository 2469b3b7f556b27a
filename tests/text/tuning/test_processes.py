"""A training shared by several processes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.text.experiment import parse_experiment
from tinbergen.text.tuning.processes import leads, pieces_of


@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 5))
def test_the_mean_over_processes_is_the_mean_over_rows(
    many: int, size: int, processes: int
) -> None:
    rows = np.arange(many) ** 2 + 7
    shares = [pieces_of(rows, size, k, processes) for k in range(processes)]
    assert len({len(share) for share in shares}) == 1
    assert all(0 < len(piece) <= size for share in shares for piece, _ in share)
    sums = [sum(weight * piece.mean() for piece, weight in share) for share in shares]
    np.testing.assert_allclose(np.mean(sums), rows.mean())
    told = np.concatenate([piece for share in shares for piece, weight in share if weight])
    assert sorted(told) == sorted(rows)


def test_one_process_takes_all_in_order() -> None:
    found = pieces_of(np.arange(7), 3)
    assert [(piece.tolist(), weight) for piece, weight in found] == [
        ([0, 1, 2], 3 / 7), ([3, 4, 5], 3 / 7), ([6], 1 / 7)
    ]  # fmt: skip


def test_the_first_process_leads(monkeypatch) -> None:
    monkeypatch.delenv("RANK", raising=False)
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    assert leads()
    monkeypatch.setenv("RANK", "3")
    assert leads()
    monkeypatch.setenv("WORLD_SIZE", "16")
    for rank, expected in (("0", True), ("1", False), ("10", False)):
        monkeypatch.setenv("RANK", rank)
        assert leads() is expected
    monkeypatch.setenv("WORLD_SIZE", "1")
    assert leads()


@pytest.mark.parametrize(
    ("more", "refused"),
    [("", False), ("method: {name: adalora}", True), ("robust: {adversarial: fgm}", True),
     ("robust: {average: swa}", False), ("method: {name: lora}", False)],
)  # fmt: skip
def test_what_looks_at_the_whole_network_is_not_spread(more: str, refused: bool) -> None:
    text = f"name: x\ndata: {{table: t.csv}}\ntraining: {{sharded: true}}\n{more}\n"
    if refused:
        with pytest.raises(TinbergenError, match=r"L003.*sharded"):
            parse_experiment(text, "x")
    else:
        parse_experiment(text, "x")
    for own in ("optimizer: adafactor", "precision: fp16"):
        with pytest.raises(TinbergenError, match=r"L003.*sharded"):
            parse_experiment(text.replace("sharded: true", f"sharded: true, {own}"), "x")


def weights(folder: Path) -> dict[str, np.ndarray]:
    load = pytest.importorskip("safetensors.numpy").load_file
    return {f"{path.relative_to(folder)} {name}": value
            for path in folder.rglob("*.safetensors") for name, value in load(path).items()}  # fmt: skip


def test_two_processes_reach_what_one_reaches(workshop, tiny_encoder) -> None:
    """Data parallel and fully sharded, on processors; the launcher is PyTorch's own. Batches are
    odd, so that processes have different numbers of rows; nothing is dropped at random."""
    pytest.importorskip("accelerate")
    (workshop / "tiny").unlink()
    shutil.copytree(tiny_encoder, workshop / "tiny")
    config = json.loads((workshop / "tiny" / "config.json").read_text())
    config |= {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    (workshop / "tiny" / "config.json").write_text(json.dumps(config))
    command = [sys.executable, "-m", "tinbergen", "text", "train"]
    launched = [sys.executable, "-m", "torch.distributed.run", "--standalone",
                "--nproc-per-node", "2", *command[1:]]  # fmt: skip
    environment = os.environ | {"OMP_NUM_THREADS": "1", "TINBERGEN_RUNS": str(workshop / "runs")}
    found = {}
    for name, words, more in (("one", command, ""), ("two", launched, ""),
                              ("spread", launched, ", sharded: true")):  # fmt: skip
        (workshop / f"{name}.yaml").write_text(
            f"name: {name}\ndata: {{table: table.csv}}\nencoder: {{name: tiny, dropout: 0.0}}\n"
            "training: {epochs: 2, batch: 3, accumulate: 3, learning_rate: 1.0e-3, save_every: 2"
            f"{more}}}\n"
        )
        done = subprocess.run([*words, f"{name}.yaml", "--json"], cwd=workshop, env=environment,
                              capture_output=True, text=True)  # fmt: skip
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        found[name] = [epoch["loss"] for epoch in told["epochs"]], weights(workshop / "out" / name)
    losses, expected = found.pop("one")
    for own, values in found.values():
        np.testing.assert_allclose(own, losses, rtol=1e-5)
        assert values.keys() == expected.keys()
        for name, value in values.items():
            np.testing.assert_allclose(value, expected[name], atol=1e-4)
    # One of the two keeps a model and a line of the run.
    assert len(list((workshop / "runs").glob("*.jsonl"))) == 3

"""Training, and going on after a kill."""

import json
import os
import pickle
import shutil

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.text.experiment import TrainingPart, parse_experiment
from tinbergen.text.fit import fit
from tinbergen.text.tuning.checkpoint import NAME, _hash
from tinbergen.text.tuning.steps import Sample
from tinbergen.text.tuning.training import batch_of, cross_entropy, steps_of

torch = pytest.importorskip("torch")
pytest.importorskip("peft")


class KilledError(Exception):
    """What a kill leaves undone."""


def experiment(method: str, **training: object):
    more = ", ".join(f"{k}: {v}" for k, v in training.items())
    return parse_experiment(
        f"name: x\ndata: {{table: table.csv}}\nencoder: {{name: tiny}}\nmethod: {{name: {method}}}\n"
        f"training: {{batch: 8, {more}}}\n",
        "x",
    )[0]


def values(fitted):
    return {n: p.detach().clone() for n, p in fitted.model.network.named_parameters()}


@pytest.mark.parametrize(
    ("method", "training"),
    [
        ("full", {"epochs": 3}),
        ("adalora", {"epochs": 4, "patience": 0}),
        ("lora", {"epochs": 3, "optimizer": "adafactor", "accumulate": 2}),
    ],
)
@pytest.mark.parametrize("when", [3, 11, 19])
def test_a_killed_training_reaches_the_same_numbers(workshop, method, training, when) -> None:
    asked = experiment(method, save_every=2, learning_rate=0.003, **training)
    whole = values(fit(asked, workshop))

    class Killing(Progress):
        steps = 0

        def __call__(self, title, part=None) -> None:
            self.steps += title("en") == "Train"
            if self.steps == when:
                raise KilledError

    place = workshop / "run"
    place.mkdir()
    try:
        fit(asked, workshop, checkpoints=place, progress=Killing())
    except KilledError:
        assert (place / NAME).is_file() == (when > 2)
    torch.manual_seed(99)
    again = values(fit(asked, workshop, checkpoints=place))
    assert not (place / NAME).exists()
    assert whole.keys() == again.keys()
    assert all(torch.equal(whole[name], again[name]) for name in whole)


def test_another_trainings_checkpoint_is_refused(workshop) -> None:
    asked = experiment("full", epochs=1, save_every=1)

    class Killing(Progress):
        def __call__(self, title, part=None) -> None:
            if title("en") == "Train" and part:
                raise KilledError

    with pytest.raises(KilledError):
        fit(asked, workshop, checkpoints=workshop, progress=Killing())
    with pytest.raises(TinbergenError, match="T024"):
        fit(experiment("full", epochs=2), workshop, checkpoints=workshop)
    (workshop / NAME).write_bytes(b"nothing of the kind")
    with pytest.raises(TinbergenError, match="T024"):
        fit(asked, workshop, checkpoints=workshop)


ONCE = experiment("lora", epochs=3, save_every=2)


@pytest.fixture
def stopped(workshop):
    """A folder with the checkpoint of a training that was killed in its second epoch."""

    class Killing(Progress):
        steps = 0

        def __call__(self, title, part=None) -> None:
            self.steps += title("en") == "Train"
            if self.steps == 14:
                raise KilledError

    with pytest.raises(KilledError):
        fit(ONCE, workshop, checkpoints=workshop, progress=Killing())
    return workshop


def forged(path, **changes) -> None:
    """A checkpoint with other tensors or facts, and a hash that fits them."""
    from safetensors import safe_open
    from safetensors.torch import save

    with safe_open(str(path), "pt") as file:
        facts, tensors = dict(file.metadata()), {n: file.get_tensor(n) for n in file.keys()}  # noqa: SIM118
    for name, value in changes.items():
        if name == "standing":
            facts["standing"] = json.dumps(json.loads(facts["standing"]) | value)
        elif name in tensors and value is None:
            del tensors[name]
        elif isinstance(value, str):
            facts[name] = value
        else:
            tensors[name] = value(tensors.get(name)).contiguous()
    facts.pop("sha256")
    path.write_bytes(save(tensors, metadata=facts | {"sha256": _hash(tensors, facts)}))


def refused(workshop, asked=ONCE) -> str:
    with pytest.raises(TinbergenError, match="T024") as told:
        fit(asked, workshop, checkpoints=workshop)
    return str(told.value)


def test_a_checkpoint_that_was_cut_or_flipped_is_refused(stopped) -> None:
    place = stopped / NAME
    whole = place.read_bytes()
    rng = np.random.default_rng(0)
    for cut in [0, 7, 8, 100, *rng.integers(0, len(whole), 6), len(whole) - 1]:
        place.write_bytes(whole[:cut])
        refused(stopped)
    for at in [*range(8), 9, *rng.integers(8, len(whole), 30)]:
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        refused(stopped)
    place.write_bytes(whole)
    fit(ONCE, stopped, checkpoints=stopped)


MOVES = "value.head.weight"
FIRST = "optimizer.0.exp_avg"


@pytest.mark.parametrize(
    "changes",
    [
        {MOVES: lambda t: t[:1]}, {MOVES: lambda t: t.reshape(-1)}, {MOVES: lambda t: t * np.nan},
        {MOVES: None}, {"best.head.weight": None}, {"best.head.weight": lambda t: t[:, :1]},
        {FIRST: lambda t: t[:1, :1]}, {FIRST: lambda t: t + np.inf}, {"random": None},
        {"random": lambda t: t[:9]}, {"random": lambda t: t * 0 + 255}, {"optimizer.x.y": lambda t: torch.zeros(1)},
        {"optimizer.0": lambda t: torch.zeros(1)},
        {"optimizer.999.step": lambda t: torch.zeros(())}, {"other": lambda t: torch.zeros(1)},
        {"allocator.ipt.head.weight": lambda t: torch.zeros(2, 32)},
        {"allocator.__class__.head.weight": lambda t: torch.zeros(2, 32)},
        {"standing": {"step": 10**9}}, {"standing": {"epoch": 99}}, {"standing": {"step": -1}},
        {"standing": {"epoch": 3}}, {"standing": {"history": "none"}}, {"standing": {"best": "high"}},
        {"standing": {"best_epoch": -1}}, {"standing": {"more": 1}}, {"standing": {"seen": 1.5}},
        {"standing": {"running": float("nan")}}, {"layout": "1"}, {"mark": "x" * 10**6},
    ],
)  # fmt: skip
def test_a_checkpoint_that_does_not_fit_is_refused_even_with_its_hash(stopped, changes) -> None:
    forged(stopped / NAME, **changes)
    assert len(refused(stopped)) < 1500


def test_what_is_no_checkpoint_is_refused(stopped, tmp_path) -> None:
    place, header = stopped / NAME, b'{"x":{"dtype":"F32","shape":[%d],"data_offsets":[0,%d]}}'
    evil = tmp_path / "ran"

    class Evil:
        def __reduce__(self):
            return (evil.write_text, ("x",))

    huge = header % (2**50, 2**52)
    for content in (pickle.dumps(Evil()), b"", (2**63).to_bytes(8, "little") + b"{}",
                    len(huge).to_bytes(8, "little") + huge):  # fmt: skip
        place.write_bytes(content)
        refused(stopped)
    torch.save({"value": Evil()}, place)
    refused(stopped)
    assert not evil.exists()
    # A file as long as it says, of holes.
    many = 2**38
    sparse = header % (many, 4 * many)
    with place.open("wb") as file:
        file.write(len(sparse).to_bytes(8, "little") + sparse)
        file.truncate(8 + len(sparse) + 4 * many)
    refused(stopped)


def test_what_is_no_file_is_refused_before_the_work(stopped) -> None:
    place = stopped / NAME
    place.unlink()
    for make in (place.mkdir, lambda: os.mkfifo(place), lambda: place.symlink_to("nowhere"),
                 lambda: place.symlink_to(NAME)):  # fmt: skip
        make()
        assert "no file" in refused(stopped)
        place.rmdir() if place.is_dir() else place.unlink()


def test_a_checkpoint_of_other_rows_or_another_encoder_is_refused(stopped) -> None:
    table, place = stopped / "table.csv", stopped / NAME
    rows, kept = table.read_text(), place.read_bytes()
    table.write_text(rows.replace(",up,", ",x,").replace(",down,", ",up,").replace(",x,", ",down,"))
    assert "other data" in refused(stopped)
    table.write_text(rows)
    shutil.copytree((stopped / "tiny").resolve(), stopped / "own")
    (stopped / "tiny").unlink()
    (stopped / "own").rename(stopped / "tiny")
    config = stopped / "tiny" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"layer_norm_eps": 0.1}))
    assert "other data" in refused(stopped)
    assert place.read_bytes() == kept


def test_the_best_epoch_stays(workshop) -> None:
    found = fit(experiment("full", epochs=6, patience=1, learning_rate=0.01), workshop).trained
    scores = [epoch["score"] for epoch in found.history]
    assert found.epoch == int(np.argmax(scores)) and found.score == max(scores)
    # One epoch without gain ends it.
    assert len(scores) == min(found.epoch + 2, 6)


def test_a_rate_too_high_is_said(workshop) -> None:
    with pytest.raises(TinbergenError, match="T025"):
        fit(experiment("full", epochs=3, learning_rate=1, clip="1e30", optimizer="adamw",
                       weight_decay=0.9, warm_up=0), workshop,
            objective=lambda network, batch, loss: loss * float("inf"))  # fmt: skip


def test_adalora_lowers_its_ranks(workshop) -> None:
    found = fit(experiment("adalora", epochs=6, patience=0), workshop)
    ranks = [
        int((p.abs() > 0).sum())
        for n, p in found.model.network.named_parameters() if "lora_E" in n
    ]  # fmt: skip
    assert sum(ranks) < len(ranks) * 12


def test_accumulated_batches_are_one_step(workshop) -> None:
    one = fit(experiment("full", epochs=1).model_copy(update={
        "training": TrainingPart(batch=16, epochs=1), "encoder": experiment("full").encoder
        .model_copy(update={"dropout": 0.0})}), workshop)  # fmt: skip
    assert one.trained.steps == steps_of(len(one.split.train), TrainingPart(batch=8, accumulate=2,
                                                                           epochs=1))  # fmt: skip


def test_losses_by_hand() -> None:
    logits = torch.tensor([[0.0, 1.0], [2.0, 0.0], [0.0, 0.0]])
    sample = Sample(((1,), (1,), (1,)), np.array([0, 0, 1]), np.empty((3, 0)))
    batch = batch_of(sample, np.arange(3), 0)
    each = np.array([np.log(1 + np.e), np.log(1 + np.exp(-2)), np.log(2)])
    plain = TrainingPart()
    assert float(cross_entropy(logits, batch, plain, sample.labels)) == pytest.approx(each.mean())
    balanced = TrainingPart(class_weights="balanced")
    weighted = (each * [0.75, 0.75, 1.5]).mean()
    assert float(cross_entropy(logits, batch, balanced, sample.labels)) == pytest.approx(weighted)
    told = Sample(
        sample.tokens, sample.labels, sample.numbers, np.full((3, 2), 0.5), np.ones(3) * 2
    )
    half = [np.log(1 + np.e) - 0.5, np.log(1 + np.exp(-2)) + 1, np.log(2)]
    found = float(cross_entropy(logits, batch_of(told, np.arange(3), 0), plain, sample.labels))
    assert found == pytest.approx(2 * np.mean(half))

"""A large model's labels of the minutes, brought back to their sentences; the index they teach.

    python -m benchmarks.text_teacher [--finetune]

``fomc_silver_minutes.csv`` sets beside each sentence of the minutes a label of RoBERTa-large (Shah,
Paturi and Chava 2023). Within a meeting labels and sentences have slipped apart: of sentences that
experts labelled too, the label beside it agrees with them on 46 percent, and the one that stands a
few rows further down does on most. It looks as if sentences had been taken out, or put together,
after they were labelled: what follows then stands beside the label of one before, and the last
labels are gone.
:func:`realigned` finds how far the labels have slipped, sentence by sentence.

The index of a meeting is crossed: nothing it is measured with was learned from its block of years.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.institutions import SHARED

DATA = SHARED / "data" / "text"
#: The furthest that labels may have slipped, in sentences, and how sure a label must be to teach.
FURTHEST, SURE = 40, 0.8
_ROUNDS, _FOLDS = 4, 4


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def vectors_of(name: str, texts: Sequence[str]) -> np.ndarray:
    """Vectors of the packaged encoder, (texts, 384), computed once on a machine."""
    from tinbergen.text.encoder import embed, load_encoder
    from tinbergen.text.experiment import EncoderPart

    kept = Path(tempfile.gettempdir()) / f"tinbergen-bench-{name}.npy"
    if kept.is_file() and len(found := np.load(kept)) == len(texts):
        return np.asarray(found)
    found = embed(load_encoder(EncoderPart(), DATA), list(texts))
    np.save(kept, found)
    return np.asarray(found)


def realigned(
    vectors: np.ndarray, labels: np.ndarray, meetings: np.ndarray, start: Any
) -> np.ndarray:
    """Chances of the label that the teacher gave each sentence, (rows, 3); a row sums to less than
    one where its label may be lost.

    A hidden Markov model: the slip never shrinks within a meeting, and a sentence is told by a
    regression on its vector. ``start`` is one that knows experts' labels; after each round there
    are new ones, of the labels found surely so far, and none tells a meeting that it learned from.
    """
    from sklearn.linear_model import LogisticRegression

    names = list(dict.fromkeys(meetings.tolist()))
    places = {name: np.flatnonzero(meetings == name) for name in names}
    fold = np.zeros(len(labels), dtype=int)
    for number, name in enumerate(names):
        fold[places[name]] = number % _FOLDS
    told = start.predict_proba(vectors)
    for step in range(_ROUNDS):
        found = np.zeros((len(labels), 3))
        for rows in places.values():
            found[rows] = _brought_back(told[rows], labels[rows])
        sure, best = found.max(axis=1) > SURE, found.argmax(axis=1)
        if step + 1 == _ROUNDS:
            break
        for own in range(_FOLDS):
            known, asked = sure & (fold != own), fold == own
            model = LogisticRegression(max_iter=500).fit(vectors[known], best[known])
            told[asked] = model.predict_proba(vectors[asked])
    return found


def _brought_back(told: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Of one meeting, by forward and backward passes over slips."""
    slips, many = np.arange(FURTHEST + 1), len(labels)
    further = slips[None, :] - slips[:, None]
    moves = np.where(further == 0, 0.94, np.where(further > 0, 0.04 * 0.4 ** (further - 1.0), 0.0))
    moves /= moves.sum(axis=1, keepdims=True)
    first = 0.5**slips / (0.5**slips).sum()
    places = np.arange(many)[:, None] + slips
    there = places < many
    label = labels[np.minimum(places, many - 1)]
    share = np.bincount(labels, minlength=3) / many
    seen = np.where(there, 0.9 * np.take_along_axis(told, label, 1) + 0.1 * share[label], 0.34)
    ahead, behind = np.empty_like(seen), np.ones_like(seen)
    ahead[0] = first * seen[0]
    for t in range(1, many):
        ahead[t] = ahead[t - 1] @ moves * seen[t]
        ahead[t] /= ahead[t].sum()
    for t in range(many - 2, -1, -1):
        behind[t] = moves @ (seen[t + 1] * behind[t + 1])
        behind[t] /= behind[t].sum()
    chances = ahead * behind
    chances /= chances.sum(axis=1, keepdims=True)
    found = np.zeros((many, 3))
    rows, slipped = np.nonzero(there)
    np.add.at(found, (rows, label[rows, slipped]), chances[rows, slipped])
    return found


def teacher(learned: Sequence[dict[str, str]]) -> tuple[list[dict[str, str]], np.ndarray]:
    """The minutes' sentences and their labels brought back, begun from these rows of experts."""
    from sklearn.linear_model import LogisticRegression

    minutes, gold = rows_of("fomc_silver_minutes.csv"), rows_of("fomc_stance.csv")
    place = {row["sentence"]: i for i, row in enumerate(gold)}
    rows = [place[row["sentence"]] for row in learned]
    known = vectors_of("fomc", [row["sentence"] for row in gold])[rows]
    start = LogisticRegression(max_iter=500).fit(known, [int(row["label"]) for row in learned])
    return minutes, realigned(
        vectors_of("minutes", [row["sentence"] for row in minutes]),
        np.array([int(row["label"][-1]) for row in minutes]),
        np.array([row["meeting"] for row in minutes]), start,
    )  # fmt: skip


def write_taught(path: Path, learned: Sequence[dict[str, str]]) -> None:
    """A table ``text,label`` of the sentences whose label is sure."""
    minutes, chances = teacher(learned)
    names = ("dovish", "hawkish", "neutral")
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        writer.writerows(
            (row["sentence"], names[told.argmax()])
            for row, told in zip(minutes, chances, strict=True) if told.max() > SURE
        )  # fmt: skip


def agreement(minutes: Sequence[dict[str, str]], labels: np.ndarray) -> tuple[float, int]:
    """With experts, on sentences that they labelled too."""
    known = {row["sentence"]: int(row["label"]) for row in rows_of("fomc_stance.csv")}
    both = [(known[row["sentence"]], label)
            for row, label in zip(minutes, labels, strict=True)
            if row["sentence"] in known and label >= 0]  # fmt: skip
    return float(np.mean([a == b for a, b in both])), len(both)


def sides(minutes: Sequence[dict[str, str]], labels: np.ndarray) -> dict[str, tuple[float, int]]:
    """Agreement on training and test rows of each published split: a teacher that was trained on
    one of them agrees more with what it was trained on. A sentence counts once."""
    told = {row["sentence"]: label
            for row, label in zip(minutes, labels, strict=True) if label >= 0}  # fmt: skip
    known = [row for row in rows_of("fomc_stance.csv") if row["sentence"] in told]
    found = {}
    for split in sorted(name for name in known[0] if name.startswith("split_")):
        for side in ("train", "test"):
            alike = [told[row["sentence"]] == int(row["label"])
                     for row in known if row[split] == side]  # fmt: skip
            found[f"{split} {side}"] = float(np.mean(alike)), len(alike)
    return found


#: Blocks of meetings, in the order of years, that are measured by what others taught.
_BLOCKS = 5
_TOLD = {
    "experts": "probe, experts' labels",
    "slipped": "probe, the teacher's labels as they stand",
    "taught": "probe, experts' and the teacher's labels brought back",
    "finetuned": "packaged encoder fine-tuned on these",
}


def crossed(ways: Sequence[str], kept: Path) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """By way of learning, indices of the meetings and the published ones, (meetings,) each.

    Experts' and teacher's sentences that stand in the block, word for word or nearly, are not
    learned from. What a block was measured as is written to ``kept`` and not measured again.
    """
    from tinbergen.text.repeats import repeated

    minutes, gold = rows_of("fomc_silver_minutes.csv"), rows_of("fomc_stance.csv")
    texts = [row["sentence"] for row in (*gold, *minutes)]
    meetings = np.array([row["meeting"] for row in minutes])
    names = sorted(set(meetings.tolist()))
    block = np.array([_BLOCKS * names.index(name) // len(names) for name in meetings])
    chances = {way: np.zeros((len(minutes), 3)) for way in ways}
    for own in range(_BLOCKS):
        inside, outside = np.flatnonzero(block == own), np.flatnonzero(block != own)
        asked = [texts[len(gold) + i] for i in inside]
        known = [*texts[: len(gold)], *(texts[len(gold) + i] for i in outside)]
        repeats = repeated(known, asked)
        experts = np.array([i for i in range(len(gold)) if i not in repeats])
        others = np.array([i for k, i in enumerate(outside) if len(gold) + k not in repeats])
        for way in ways:
            path = kept / f"{way}-{own}.npy"
            if not path.is_file():
                np.save(path, _measured(way, gold, minutes, experts, others, outside, inside, kept))
            chances[way][inside] = np.load(path)
    place = {name: i for i, name in enumerate(names)}
    rows = np.array([place[name] for name in meetings])
    scores = np.array([-1.0, 1.0, 0.0])
    stated = scores[[int(row["label"][-1]) for row in minutes]]
    many = np.bincount(rows)
    published = np.bincount(rows, stated) / many
    return {way: (np.bincount(rows, found @ scores) / many, published)
            for way, found in chances.items()}  # fmt: skip


def _measured(
    way: str, gold: list[dict[str, str]], minutes: list[dict[str, str]], experts: np.ndarray,
    others: np.ndarray, outside: np.ndarray, inside: np.ndarray, kept: Path,
) -> np.ndarray:  # fmt: skip
    """Chances of the block's sentences; ``experts`` and ``others`` are the rows learned from."""
    vectors = vectors_of("fomc", [row["sentence"] for row in gold])
    spoken = vectors_of("minutes", [row["sentence"] for row in minutes])
    labels = np.array([int(row["label"]) for row in gold])
    stated = np.array([int(row["label"][-1]) for row in minutes])
    if way == "experts":
        return _probed(vectors[experts], labels[experts], spoken[inside])
    if way == "slipped":
        return _probed(spoken[others], stated[others], spoken[inside])
    from sklearn.linear_model import LogisticRegression

    start = LogisticRegression(max_iter=500).fit(vectors[experts], labels[experts])
    meetings = np.array([row["meeting"] for row in minutes])
    back = np.zeros((len(minutes), 3))
    back[outside] = realigned(spoken[outside], stated[outside], meetings[outside], start)
    sure = others[back[others].max(axis=1) > SURE]
    taught, told = back[sure].argmax(axis=1), [minutes[i]["sentence"] for i in sure]
    if way == "taught":
        return _probed(np.vstack([vectors[experts], spoken[sure]]),
                       np.r_[labels[experts], taught], spoken[inside])  # fmt: skip
    table = kept / "learned.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        writer.writerows(zip([gold[i]["sentence"] for i in experts], labels[experts], strict=True))
        writer.writerows(zip(told, taught, strict=True))
    return _finetuned(table, [minutes[i]["sentence"] for i in inside])


def _probed(known: np.ndarray, labels: np.ndarray, asked: np.ndarray) -> np.ndarray:
    from tinbergen.text.probe import logistic
    from tinbergen.text.scores import softmax
    from tinbergen.text.temperature import fit_temperature

    order = np.random.default_rng(0).permutation(len(labels))
    held, rows = order[: len(order) * 15 // 100], order[len(order) * 15 // 100 :]
    weights, offsets = logistic(known[rows], labels[rows], known[held], labels[held], 3)
    heat = fit_temperature(known[held] @ weights.T + offsets, labels[held])
    return np.asarray(softmax((asked @ weights.T + offsets) / heat))


def _finetuned(table: Path, asked: Sequence[str]) -> np.ndarray:
    from tinbergen.text.experiment import parse_experiment
    from tinbergen.text.fit import fit

    experiment, _ = parse_experiment(json.dumps({
        "name": "index",
        "data": {"table": table.name, "labels": {"0": "dovish", "1": "hawkish", "2": "neutral"},
                 "split": {"test": 0.05, "validation": 0.05}},
        "method": {"name": "probe-then-full"},
        "training": {"precision": "bf16", "epochs": 2, "batch": 16},
    }), "index")  # fmt: skip
    model = fit(experiment, table.parent).model
    return np.asarray(model.predict(list(asked)).chances)


def interval(ours: np.ndarray, theirs: np.ndarray, block: int = 8) -> tuple[float, float, float]:
    """Pearson's correlation and its 95 percent interval by blocks of a year's meetings."""
    rng, many = np.random.default_rng(0), len(ours)
    starts = rng.integers(0, many - block + 1, (2000, many // block + 1))
    drawn = (starts[:, :, None] + np.arange(block)).reshape(2000, -1)[:, :many]
    low, high = np.quantile([np.corrcoef(ours[d], theirs[d])[0, 1] for d in drawn], [0.025, 0.975])
    return float(np.corrcoef(ours, theirs)[0, 1]), float(low), float(high)


def main() -> None:
    """Bring labels back, say how well, and set the indices that they teach beside the published."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--finetune", action="store_true", help="some forty minutes of a core more")
    asked.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir()) / "tinbergen-index")
    said = asked.parse_args()
    said.kept.mkdir(parents=True, exist_ok=True)
    apart = [
        row
        for row in rows_of("fomc_stance.csv")
        if row["sentence"] not in {r["sentence"] for r in rows_of("fomc_silver_minutes.csv")}
    ]
    minutes, chances = teacher(apart)
    stated = np.array([int(row["label"][-1]) for row in minutes])
    back = np.where(chances.max(axis=1) > SURE, chances.argmax(axis=1), -1)
    for name, labels in (("as they stand", stated), ("brought back", back)):
        share, many = agreement(minutes, labels)
        print(f"labels {name}: experts agree on {share:.1%} of {many} sentences")
    for name, (share, many) in sides(minutes, back).items():
        print(f"{name}: {share:.1%} of {many}")
    print("| learned from | correlation with the published index |\n|---|---|")
    ways = [way for way in _TOLD if way != "finetuned" or said.finetune]
    for way, (ours, published) in crossed(ways, said.kept).items():
        value, low, high = interval(ours, published)
        print(f"| {_TOLD[way]} | {value:.2f} ({low:.2f} to {high:.2f}) |", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()

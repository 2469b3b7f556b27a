"""Checkpoints: everything a training needs to go on as if it had never stopped.

One file of tensors (safetensors, no pickle), written whole or not at all: the parameters that move,
the optimizer's memory, the state of the random numbers, AdaLoRA's, and the best parameters so far.
Small facts stand in its head as JSON, and a hash of all of it: a checkpoint is gone on from as it
was written, or not at all.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import is_regular, write_atomic
from tinbergen.core.text import Text
from tinbergen.text.parts import need
from tinbergen.text.tuning.processes import like, set_values, whole_of

NAME = "checkpoint.safetensors"
#: Which layout of the file this program writes and reads.
_LAYOUT = "2"
_NO_FILE = Text("it is no file", "不是普通文件")
_OLDER = Text("another version of the program has written it", "由程序的其他版本写成")
_OTHER = Text("it is of other settings or of other data", "设置或数据不同")
_CHANGED = Text("its content is not what was written", "内容与写入时不同")


@dataclass(slots=True)
class Standing:
    """Where a training stands: ``step`` of all steps, ``epoch``, ``position`` within it.

    ``best`` is the best validation score, reached in epoch ``best_epoch`` with ``best_values``;
    ``history`` is what each epoch told.
    """

    step: int = 0
    epoch: int = 0
    position: int = 0
    best: float = -1.0
    best_epoch: int = -1
    running: float = 0.0
    seen: int = 0
    history: list[dict[str, float]] = field(default_factory=list)
    best_values: dict[str, Any] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        names = ("step", "epoch", "position", "best", "best_epoch", "running", "seen", "history")
        return {name: getattr(self, name) for name in names}


def save(path: Path, moving: dict[str, Any], optimizer: Any, standing: Standing,
         allocator: Any, mark: str, writes: bool = True) -> None:  # fmt: skip
    """Write a checkpoint; ``mark`` says which training it belongs to. A process that does not write
    gives its part of what is spread over several."""
    torch, safetensors = need("torch"), need("safetensors.torch")
    tensors = {f"value.{name}": p.detach() for name, p in moving.items()}
    tensors |= {f"best.{name}": value for name, value in standing.best_values.items()}
    for index, memory in optimizer.state_dict()["state"].items():
        for key, value in memory.items():
            if value is not None:
                tensors[f"optimizer.{index}.{key}"] = whole_of(torch.as_tensor(value))
    if not writes:
        return
    for kind in _ALLOCATED if allocator is not None else ():
        for name, value in getattr(allocator, kind).items():
            tensors[f"allocator.{kind}.{name}"] = value
    tensors["random"] = torch.get_rng_state()
    content = {name: value.cpu().contiguous().clone() for name, value in tensors.items()}
    facts = {"layout": _LAYOUT, "mark": mark, "standing": json.dumps(standing.facts())}
    facts["sha256"] = _hash(content, facts)
    write_atomic(path, safetensors.save(content, metadata=facts))


#: What AdaLoRA remembers of how much each rank matters.
_ALLOCATED = ("ipt", "exp_avg_ipt", "exp_avg_unc")


def there(path: Path) -> bool:
    """Whether a checkpoint is to be gone on from.

    Raises
    ------
    TinbergenError
        T024 when something else than a file has its name, so that none could be written.
    """
    if not is_regular(path) and os.path.lexists(path):
        raise TinbergenError("T024", path=path, detail=_NO_FILE)
    return is_regular(path)


def load(path: Path, moving: dict[str, Any], optimizer: Any, allocator: Any, mark: str,
         ends: tuple[int, int]) -> Standing:  # fmt: skip
    """Put a checkpoint back: parameters, memory and random numbers are as they were.

    ``ends`` are the epochs and the steps of the whole training. Nothing is put back of a file that
    is not wholly as it was written.

    Raises
    ------
    TinbergenError
        T024 when the file is no checkpoint of this training.
    """
    torch = need("torch")
    try:
        facts, tensors = _read(path, moving, optimizer, mark)
        standing = _standing(json.loads(facts["standing"]), ends)
        kept = _sorted(tensors, allocator)
        if kept["value"].keys() != moving.keys() or bool(kept["optimizer"]) != (standing.step > 0):
            raise ValueError(_CHANGED)
        if kept["best"].keys() != (moving.keys() if standing.best_epoch >= 0 else set()):
            raise ValueError(_CHANGED)
        before = torch.get_rng_state()
        torch.set_rng_state(tensors["random"])
        torch.set_rng_state(before)
    except TinbergenError:
        raise
    except Exception as fault:  # What a damaged file is answered with has no common class.
        said = fault.args[0] if fault.args else ""
        detail = said if isinstance(said, Text) else " ".join(str(fault).split())[:120]
        raise TinbergenError("T024", path=path, detail=detail) from None
    set_values(moving, kept["value"])
    steps = _steps(optimizer)
    memory: dict[int, dict[str, Any]] = {}
    for name, tensor in kept["optimizer"].items():
        index, _, key = name.partition(".")
        memory.setdefault(int(index), {})[key] = like(tensor, steps[int(index)])
    for name, tensor in kept["allocator"].items():
        which, _, parameter = name.partition(".")
        getattr(allocator, which)[parameter] = tensor
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": memory, "param_groups": groups})
    torch.set_rng_state(tensors["random"])
    standing.best_values = kept["best"]
    return standing


def _read(
    path: Path, moving: dict[str, Any], optimizer: Any, mark: str
) -> tuple[dict[str, str], dict[str, Any]]:
    """The facts and tensors of a file; ValueError where they are not this training's, before any
    tensor is larger than it can be."""
    torch = need("torch")
    steps = _steps(optimizer)
    with need("safetensors").safe_open(str(path), "pt") as file:
        facts = dict(file.metadata() or {})
        if facts.get("layout") != _LAYOUT:
            raise ValueError(_OLDER if "mark" in facts else _CHANGED)
        if facts["mark"] != mark:
            raise ValueError(_OTHER)
        names = list(file.keys())
        for name in names:
            if not _fits(name, tuple(file.get_slice(name).get_shape()), moving, steps):
                raise ValueError(_CHANGED)
        tensors = {name: file.get_tensor(name) for name in names}
    if facts.pop("sha256", None) != _hash(tensors, facts):
        raise ValueError(_CHANGED)
    if not all(bool(torch.isfinite(t).all()) for t in tensors.values()):
        raise ValueError(_CHANGED)
    return facts, tensors


def _steps(optimizer: Any) -> list[Any]:
    """The parameters that an optimizer moves, in its order."""
    return [p for group in optimizer.param_groups for p in group["params"]]


def _fits(
    name: str, shape: tuple[int, ...], moving: Mapping[str, Any], steps: list[Any]
) -> bool:  # fmt: skip
    """Whether a tensor of a checkpoint has a shape that it can have."""
    kind, _, rest = name.partition(".")
    if kind in ("value", "best"):
        return rest in moving and shape == tuple(moving[rest].shape)
    if kind == "optimizer":
        index = rest.partition(".")[0]
        if not index.isdecimal() or int(index) >= len(steps):
            return False
        own = tuple(steps[int(index)].shape)
        # Adafactor keeps a sum for each row and each column.
        return shape in ((), own, (*own[:-1], 1), (*own[:-2], 1, *own[-1:]))
    if kind == "allocator":
        which, _, parameter = rest.partition(".")
        like = [p for n, p in moving.items() if parameter and n.endswith(parameter)]
        return which in _ALLOCATED and any(shape == tuple(p.shape) for p in like)
    return name == "random" and shape == tuple(need("torch").get_rng_state().shape)


def _sorted(tensors: Mapping[str, Any], allocator: Any) -> dict[str, dict[str, Any]]:
    """Tensors by kind, and by name within it; ValueError for AdaLoRA's where nothing takes them."""
    kept: dict[str, dict[str, Any]] = {
        kind: {} for kind in ("value", "best", "optimizer", "allocator", "random")
    }
    for name, tensor in tensors.items():
        kind, _, rest = name.partition(".")
        kept[kind][rest] = tensor
    if kept["allocator"] and allocator is None:
        raise ValueError(_CHANGED)
    return kept


def _standing(told: dict[str, Any], ends: tuple[int, int]) -> Standing:
    """Where a training stands by the facts of a file; ValueError where it can't stand."""
    standing = Standing(**told)
    counts = (standing.step, standing.epoch, standing.position, standing.seen)
    epochs, steps = ends
    if not all(type(count) is int and count >= 0 for count in counts):
        raise ValueError(_CHANGED)
    whole = standing.epoch <= epochs and max(standing.step, standing.position) <= steps
    known = type(standing.best_epoch) is int and -1 <= standing.best_epoch < max(standing.epoch, 1)
    measured = math.isfinite(standing.best) and math.isfinite(standing.running)
    history = standing.history
    if not (whole and known and measured and len(history) == standing.epoch):
        raise ValueError(_CHANGED)
    if not all(math.isfinite(value) for epoch in history for value in epoch.values()):
        raise ValueError(_CHANGED)
    return standing


def _hash(tensors: Mapping[str, Any], facts: Mapping[str, str]) -> str:
    """A hash of all that a checkpoint says."""
    torch = need("torch")
    found = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    for name, tensor in sorted(tensors.items()):
        found.update(f"\n{name} {tensor.dtype} {tuple(tensor.shape)} ".encode())
        found.update(tensor.reshape(-1).view(torch.uint8).numpy())
    return found.hexdigest()

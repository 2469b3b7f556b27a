"""Checkpoints: everything a training needs to go on as if it had never stopped.

One file of tensors (safetensors, no pickle), written whole or not at all: the parameters that move,
the optimizer's memory, the state of the random numbers, AdaLoRA's, and the best parameters so far.
Small facts stand in its head as JSON.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import write_atomic
from tinbergen.text.parts import need

NAME = "checkpoint.safetensors"


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
         allocator: Any, mark: str) -> None:  # fmt: skip
    """Write a checkpoint; ``mark`` says which training it belongs to."""
    torch, safetensors = need("torch"), need("safetensors.torch")
    tensors = {f"value.{name}": p.detach() for name, p in moving.items()}
    tensors |= {f"best.{name}": value for name, value in standing.best_values.items()}
    for index, memory in optimizer.state_dict()["state"].items():
        for key, value in memory.items():
            if value is not None:
                tensors[f"optimizer.{index}.{key}"] = torch.as_tensor(value)
    for kind in _ALLOCATED if allocator is not None else ():
        for name, value in getattr(allocator, kind).items():
            tensors[f"allocator.{kind}.{name}"] = value
    tensors["random"] = torch.get_rng_state()
    facts = {"mark": mark, "standing": json.dumps(standing.facts())}
    content = {name: value.contiguous().clone() for name, value in tensors.items()}
    write_atomic(path, safetensors.save(content, metadata=facts))


#: What AdaLoRA remembers of how much each rank matters.
_ALLOCATED = ("ipt", "exp_avg_ipt", "exp_avg_unc")


def load(path: Path, moving: dict[str, Any], optimizer: Any, allocator: Any, mark: str) -> Standing:
    """Put a checkpoint back: parameters, memory and random numbers are as they were.

    Raises
    ------
    TinbergenError
        T024 when the file is no checkpoint of this training.
    """
    torch, safetensors = need("torch"), need("safetensors")
    try:
        with safetensors.safe_open(str(path), "pt") as file:
            facts = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except Exception as fault:
        raise TinbergenError("T024", path=path, detail=" ".join(str(fault).split())[:120]) from None
    values = {n.removeprefix("value."): t for n, t in tensors.items() if n.startswith("value.")}
    if facts.get("mark") != mark or values.keys() != moving.keys():
        raise TinbergenError("T024", path=path, detail=facts.get("mark", "-"))
    with torch.no_grad():
        for name, parameter in moving.items():
            parameter.copy_(values[name])
    memory: dict[int, dict[str, Any]] = {}
    for name, tensor in tensors.items():
        kind, _, rest = name.partition(".")
        if kind == "optimizer":
            index, _, key = rest.partition(".")
            memory.setdefault(int(index), {})[key] = tensor
        elif kind == "allocator":
            which, _, parameter = rest.partition(".")
            getattr(allocator, which)[parameter] = tensor
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": memory, "param_groups": groups})
    torch.set_rng_state(tensors["random"])
    standing = Standing(**json.loads(facts["standing"]))
    standing.best_values = {
        n.removeprefix("best."): t for n, t in tensors.items() if n.startswith("best.")
    }
    return standing

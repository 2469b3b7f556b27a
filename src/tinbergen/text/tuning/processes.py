"""One training by several processes: each learns from its part of every batch, and the network is
either in each of them (data parallel) or spread over them (fully sharded).

Who starts them is a launcher, ``torchrun`` or ``accelerate launch``, which numbers them in the
environment. Processes draw the same random numbers, so that one checkpoint is right for all.
"""

from __future__ import annotations

import copy
import math
import os
from collections.abc import Mapping
from typing import Any

from tinbergen.text.labelled import Whole
from tinbergen.text.parts import need


def leads() -> bool:
    """Whether this is the process that writes: the only one, or the first of several."""
    told = os.environ
    return told.get("WORLD_SIZE", "1") == "1" or told.get("RANK", "0") == "0"


def pieces_of(
    batch: Whole, size: int, process: int = 0, processes: int = 1
) -> list[tuple[Whole, float]]:
    """A process's rows of a batch, ``size`` at a time, and what the mean loss of each counts.

    The mean over processes of what each sums so is the mean over the batch's rows. All have as many
    pieces, since each is an appointment: one without rows left takes the first row with no weight.
    """
    own = batch[process::processes]
    most = math.ceil(math.ceil(len(batch) / processes) / size)
    pieces = [own[i : i + size] for i in range(0, len(own), size)]
    told = [(piece, processes * len(piece) / len(batch)) for piece in pieces]
    return told + [(batch[:1], 0.0)] * (most - len(told))


def spread(network: Any, processes: int, device: Any) -> Any:
    """A copy of a network whose layers' parameters are spread over the processes (Zhao et al. 2023,
    *PyTorch FSDP*); the network itself stays as it is."""
    torch = need("torch")
    sharding = need("torch.distributed.fsdp")
    mesh = need("torch.distributed.device_mesh").init_device_mesh(device.type, (processes,))
    whole = copy.deepcopy(network).to(device)
    for module in list(whole.modules()):
        if isinstance(module, torch.nn.ModuleList):
            for layer in module:
                sharding.fully_shard(layer, mesh=mesh)
    return sharding.fully_shard(whole, mesh=mesh)


def whole_of(tensor: Any) -> Any:
    """A tensor as it is in one piece; all processes must ask for one that is spread."""
    return tensor.full_tensor() if hasattr(tensor, "full_tensor") else tensor


def like(tensor: Any, parameter: Any) -> Any:
    """A whole tensor, spread as a parameter of its shape is."""
    if not hasattr(parameter, "full_tensor") or tensor.shape != parameter.shape:
        return tensor
    spreading = need("torch.distributed.tensor").distribute_tensor
    return spreading(tensor, parameter.device_mesh, parameter.placements)


def set_values(parameters: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Put values into parameters of the same names, either of which may be spread."""
    with need("torch").no_grad():
        for name, parameter in parameters.items():
            parameter.copy_(like(whole_of(values[name]).to(parameter.device), parameter))

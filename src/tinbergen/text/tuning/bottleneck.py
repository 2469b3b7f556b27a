"""Bottleneck adapters: after each projection back to the width, down, bend, up, and add.

Houlsby et al. (2019), *Parameter-efficient transfer learning for NLP*, ICML, figure 2: the adapter
stands before the sum with what passed by, and starts as the identity.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinbergen.core.errors import TinbergenError
from tinbergen.text.module import Module
from tinbergen.text.parts import need

#: Ends of the names of projections back to the width, in common families of encoders.
PROJECTIONS = (
    "output.dense", "out_lin", "ffn.lin2", "attn.Wo", "mlp.Wo", "o_proj", "down_proj", "c_proj",
)  # fmt: skip


class Bottleneck(Module):
    """A linear layer with its adapter."""

    def __init__(self, linear: Any, size: int) -> None:
        torch = need("torch")
        super().__init__()
        self.linear = linear
        self.down = torch.nn.Linear(linear.out_features, size)
        self.up = torch.nn.Linear(size, linear.out_features)
        torch.nn.init.zeros_(self.up.weight)
        torch.nn.init.zeros_(self.up.bias)

    def forward(self, inputs: Any) -> Any:
        outputs = self.linear(inputs)
        return outputs + self.up(need("torch").nn.functional.gelu(self.down(outputs)))


def add_bottlenecks(network: Any, size: int, targets: Sequence[str] = ()) -> Any:
    """The network with an adapter after each projection whose name ends with a target's.

    Raises
    ------
    TinbergenError
        T023 when there is none.
    """
    linear = need("torch").nn.Linear
    ends = tuple(targets) or PROJECTIONS
    found = [
        name for name, module in network.named_modules()
        if isinstance(module, linear) and name.endswith(ends)
    ]  # fmt: skip
    if not found:
        raise TinbergenError("T023", method="bottleneck", detail=", ".join(ends))
    for name in found:
        above, _, last = name.rpartition(".")
        setattr(network.get_submodule(above), last, Bottleneck(network.get_submodule(name), size))
    return network

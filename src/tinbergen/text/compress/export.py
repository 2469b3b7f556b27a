"""A trained network written as an ONNX graph, adapters merged into what they adapt."""

from __future__ import annotations

import copy
import logging
import tempfile
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tinbergen.core.errors import TinbergenError
from tinbergen.text.compress.runtime import OnnxNetwork
from tinbergen.text.encoder import pooled
from tinbergen.text.model import TextModel
from tinbergen.text.module import Module
from tinbergen.text.parts import need

#: Methods whose parts stand before the text and can't be merged.
_BEFORE = ("prefix", "prompt")


def merged(model: TextModel) -> Any:
    """A copy of a model's network, its adapters merged.

    Raises
    ------
    TinbergenError
        T100 for a model without a network, or one that is a graph already.
    """
    if model.network is None or isinstance(model.network, OnnxNetwork):
        raise TinbergenError("T100", method=model.method.name)
    if model.method.name in _BEFORE:
        raise TinbergenError("T100", method=model.method.name)
    network = copy.deepcopy(model.network).cpu().eval()
    if model.method.name == "probe":
        # Its head was fitted to the encoder as it is.
        assert model.encoder is not None
        network.encoder = copy.deepcopy(model.encoder.network).cpu().eval()
    if hasattr(network.encoder, "merge_and_unload"):
        network.encoder = network.encoder.merge_and_unload()
    return network


def exported(model: TextModel, network: Any, tokenizer: str | None = None) -> OnnxNetwork:
    """A network as a graph with free numbers of rows and of tokens.

    Parameters
    ----------
    model
        Whose tokenizer, length and labels the graph has.
    network
        What :func:`merged` returns, or a smaller one of the same inputs.
    tokenizer
        The JSON of its tokenizer where that is another than the model's.
    """
    torch = need("torch")
    need("onnxscript")
    assert model.encoder is not None
    ids = torch.ones((2, 7), dtype=torch.long)
    axes = {0: torch.export.Dim("rows", min=1, max=65536),
            1: torch.export.Dim("tokens", min=2, max=model.encoder.length)}  # fmt: skip
    given: dict[str, Any] = {"ids": ids, "mask": torch.ones_like(ids)}
    shapes: dict[str, Any] = {"ids": axes, "mask": axes}
    if model.beside.columns:
        given["numbers"] = torch.zeros((2, len(model.beside.columns)))
        shapes["numbers"] = {0: axes[0]}
    with tempfile.TemporaryDirectory() as folder, _quiet():
        path = Path(folder) / "graph.onnx"
        torch.onnx.export(
            _Logits(network.eval()), (), str(path), kwargs=given, dynamo=True,
            dynamic_shapes=shapes, input_names=list(given), output_names=["logits"],
            external_data=False, verbose=False,
        )  # fmt: skip
        graph = path.read_bytes()
    return OnnxNetwork(
        graph, tokenizer or tokenizer_of(model), model.encoder.length, len(model.names)
    )


def tokenizer_of(model: TextModel) -> str:
    """The JSON of a model's tokenizer."""
    assert model.encoder is not None
    return str(model.encoder.tokenizer.backend_tokenizer.to_str())


def quantised(network: OnnxNetwork) -> OnnxNetwork:
    """Weights as eight-bit whole numbers, a scale a channel; activations scaled as they come.

    Products that narrow (from a layer's wide inside back to its width, and the head) take their
    inputs as they are, for these have outliers that one scale does not fit; their weights are kept
    in eight bits like all others.
    """
    need("onnx")
    quantization = need("onnxruntime.quantization")
    exact = narrowing(network)
    with tempfile.TemporaryDirectory() as folder, _quiet():
        source, target = Path(folder) / "graph.onnx", Path(folder) / "small.onnx"
        source.write_bytes(network.graph)
        quantization.quantize_dynamic(
            source, target, per_channel=True, weight_type=quantization.QuantType.QInt8,
            nodes_to_exclude=sorted(exact),
        )  # fmt: skip
        graph = _kept_small(target.read_bytes(), exact)
    return OnnxNetwork(graph, network.tokenizer, network.length, network.labels)


def narrowing(network: OnnxNetwork) -> frozenset[str]:
    """Names of the products with a weight that has fewer columns out than in."""
    onnx = need("onnx")
    graph = onnx.load_from_string(network.graph).graph
    shapes = {each.name: tuple(each.dims) for each in graph.initializer if len(each.dims) == 2}
    found = set()
    for node in graph.node:
        if node.op_type in ("MatMul", "Gemm") and node.input[1] in shapes:
            rows, columns = shapes[node.input[1]]
            if columns > rows if _transposed(node) else rows > columns:
                found.add(node.name)
    return frozenset(found)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the advice that torch and onnxruntime give those who write them."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _kept_small(graph: bytes, exact: Collection[str]) -> bytes:
    """Weights of some products in eight bits, expanded when the graph is loaded."""
    onnx, numpy_helper = need("onnx"), need("onnx.numpy_helper")
    np = need("numpy")
    model = onnx.load_from_string(graph)
    known = {each.name: each for each in model.graph.initializer}
    place = 0
    for node in list(model.graph.node):
        if node.name not in exact or node.input[1] not in known:
            place += 1
            continue
        name = node.input[1]
        weight = numpy_helper.to_array(known[name])
        axis = 0 if node.op_type == "Gemm" and _transposed(node) else 1
        scale = np.maximum(np.abs(weight).max(axis=1 - axis), 1e-12) / 127
        whole = np.rint(weight / np.expand_dims(scale, 1 - axis)).astype(np.int8)
        parts = {"_small": whole, "_scale": scale.astype(np.float32)}
        model.graph.initializer.remove(known.pop(name))
        for ending, values in parts.items():
            model.graph.initializer.append(numpy_helper.from_array(values, name + ending))
        expand = onnx.helper.make_node(
            "DequantizeLinear", [name + "_small", name + "_scale"], [name],
            name=name + "_expand", axis=axis,
        )  # fmt: skip
        model.graph.node.insert(place, expand)
        place += 2
    return bytes(model.SerializeToString())


def _transposed(node: Any) -> bool:
    return any(each.name == "transB" and each.i for each in node.attribute)


class _Logits(Module):
    """The network with its inputs by name, and the mask as what attention adds."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Any, mask: Any, numbers: Any = None) -> Any:
        torch = need("torch")
        network = self.network
        hidden = (1.0 - mask.to(torch.float32))[:, None, None, :] * _FAR
        found = network.encoder(
            input_ids=ids, attention_mask=hidden.expand(-1, -1, ids.shape[1], -1)
        ).last_hidden_state  # fmt: skip
        vectors = pooled(found, mask, network.pooling)
        if numbers is not None:
            vectors = torch.cat([vectors, numbers], dim=1)
        return network.head(vectors)


#: What makes a padded token's share in attention vanish.
_FAR = -1e9

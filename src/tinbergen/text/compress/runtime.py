"""A network as an ONNX graph, run by onnxruntime."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import is_regular, write_atomic
from tinbergen.text.labelled import Array
from tinbergen.text.parts import need

GRAPH, TOKENIZER = "model.onnx", "tokenizer.json"
_BATCH = 32
#: What a graph is asked once when it is loaded.
_ASKED = "a"


@dataclass(frozen=True, slots=True)
class OnnxNetwork:
    """A graph ``ids, mask[, numbers] -> logits`` and the tokenizer of its texts.

    ``graph`` is the ONNX file's content, ``tokenizer`` that of ``tokenizer.json``, ``length`` how
    many tokens of a text count, ``labels`` how many logits there are.
    """

    graph: bytes
    tokenizer: str
    length: int
    labels: int
    threads: int = 1
    _session: Any = field(init=False, repr=False)
    _tokens: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        runtime = need("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = self.threads, 1
        options.log_severity_level = 3
        tokens = need("tokenizers").Tokenizer.from_str(self.tokenizer)
        tokens.no_padding()
        tokens.enable_truncation(max_length=self.length)
        session = runtime.InferenceSession(
            self.graph, options, providers=["CPUExecutionProvider"]
        )  # fmt: skip
        object.__setattr__(self, "_session", session)
        object.__setattr__(self, "_tokens", tokens)

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Tokens of each text, cut to the length."""
        return [list(found.ids) for found in self._tokens.encode_batch(list(texts))]

    @property
    def unknown(self) -> int | None:
        """The token of what stands in no vocabulary; None where there is none."""
        try:
            word = json.loads(self.tokenizer)["model"].get("unk_token")
        except (KeyError, TypeError, AttributeError):
            return None
        found = self._tokens.token_to_id(word) if isinstance(word, str) else None
        return None if found is None else int(found)

    def logits(self, texts: Sequence[str], numbers: Array) -> Array:
        """Logits (texts, labels); ``numbers`` (texts, columns). Texts of like length share a
        batch."""
        rows = self.tokens(texts)
        found = np.empty((len(rows), self.labels))
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            longest = max(len(rows[i]) for i in chosen)
            ids = np.zeros((len(chosen), longest), dtype=np.int64)
            mask = np.zeros_like(ids)
            for place, i in enumerate(chosen):
                ids[place, : len(rows[i])] = rows[i]
                mask[place, : len(rows[i])] = 1
            given = {"ids": ids, "mask": mask}
            if numbers.shape[1]:
                given["numbers"] = numbers[chosen].astype(np.float32)
            told = self._session.run(["logits"], given)[0]
            if told.shape != (len(chosen), self.labels):
                raise ValueError("logits")
            found[chosen] = told
        return found

    def save(self, folder: Path) -> None:
        """Write graph and tokenizer."""
        write_atomic(folder / GRAPH, self.graph)
        write_atomic(folder / TOKENIZER, self.tokenizer)


def load_graph(folder: Path, length: int, labels: int, columns: int) -> OnnxNetwork:
    """The graph in a model's folder.

    Raises
    ------
    TinbergenError
        C005 when a file can't be read, T020 without onnxruntime.
    ValueError
        When it is no graph that onnxruntime runs, or one of other labels or columns.
    """
    for name in (GRAPH, TOKENIZER):
        if (folder / name).exists() and not is_regular(folder / name):
            raise ValueError(name)
    try:
        graph = (folder / GRAPH).read_bytes()
        tokenizer = (folder / TOKENIZER).read_text(encoding="utf-8")
    except OSError as fault:
        raise TinbergenError("C005", path=folder, detail=fault.strerror or fault) from None
    try:
        network = OnnxNetwork(graph, tokenizer, length, labels)
        network.logits([_ASKED], np.zeros((1, columns)))
        return network
    except TinbergenError:
        raise
    except Exception as fault:
        raise ValueError(str(fault)) from fault

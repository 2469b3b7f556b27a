"""A trained model: what it says of texts, and the folder it is kept in.

A folder holds ``model.json`` (what the model is), ``head.safetensors``, and what its method moved:
``encoder/`` the whole network, ``adapter.safetensors`` small parts beside a frozen one,
``words.json`` a lexicon. A model made smaller is a graph instead, ``model.onnx`` with
``tokenizer.json``. No file is a pickle; loading one runs nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import is_regular, made_folder, read_text, write_atomic
from tinbergen.core.manifest import Listed, listed
from tinbergen.core.plain import dump
from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.text.base import base_of, read_from
from tinbergen.text.beside import Beside
from tinbergen.text.compress.runtime import GRAPH, TOKENIZER, OnnxNetwork, load_graph
from tinbergen.text.encoder import Encoder, embed, load_encoder, tokens_of
from tinbergen.text.experiment import EncoderPart, MethodPart
from tinbergen.text.labelled import Array, Whole, check_texts
from tinbergen.text.network import Classifier
from tinbergen.text.parts import need
from tinbergen.text.probe import Lexicon
from tinbergen.text.scores import softmax
from tinbergen.text.tuning.adapters import ADAPTED, WHOLE, moving, tune, with_room
from tinbergen.text.tuning.steps import Sample
from tinbergen.text.tuning.training import logits_of

if TYPE_CHECKING:
    import pandas as pd

MODEL, HEAD, ADAPTER, WORDS, ENCODER = (
    "model.json", "head.safetensors", "adapter.safetensors", "words.json", "encoder",
)  # fmt: skip
#: Every file that may stand in a model's folder.
FILES = (
    MODEL, HEAD, ADAPTER, WORDS, GRAPH, TOKENIZER, f"{ENCODER}/config.json",
    f"{ENCODER}/model.safetensors", f"{ENCODER}/tokenizer.json",
)  # fmt: skip
#: Endings of files that hold weights or programs for them, wherever they stand in the folder.
_WEIGHTS = (".safetensors", ".onnx", ".data", ".bin", ".pt", ".gguf", ".npz")
#: Which layout of the folder this program writes.
_LAYOUT = 1


@dataclass(frozen=True, slots=True)
class Prediction(Result):
    """Chances of labels, (texts, labels), and the label chosen of each text."""

    names: tuple[str, ...]
    chances: Array
    threshold: float = 0.0

    @property
    def labels(self) -> Whole:
        """Positions of the likeliest labels."""
        return np.asarray(self.chances.argmax(axis=1))

    @property
    def sure(self) -> NDArray[np.bool_]:
        """Whether the likeliest label's chance reaches the threshold: else the model does not
        know."""
        return np.asarray(self.chances.max(axis=1) >= self.threshold)

    def to_frame(self) -> pd.DataFrame:
        """One row a text: the likeliest label, whether the model is sure, the chance of each."""
        import pandas as pd

        table = pd.DataFrame(self.chances, columns=list(self.names))
        table.insert(0, "label", [self.names[i] for i in self.labels])
        table.insert(1, "sure", self.sure)
        return table


@dataclass(frozen=True, slots=True)
class TextModel:
    """A trained classifier.

    ``network`` is a :class:`~tinbergen.text.network.Classifier`, a graph
    (:class:`~tinbergen.text.compress.runtime.OnnxNetwork`, with no ``encoder`` beside it), or None
    for a lexical model, whose ``lexicon`` and ``weights`` (labels, words and numbers), ``offsets``
    (labels,) say all. ``temperature`` divides the logits; below a chance of ``threshold`` the model
    does not know.
    """

    names: tuple[str, ...]
    method: MethodPart
    part: EncoderPart
    encoder: Encoder | None
    network: Any
    lexicon: Lexicon | None = None
    weights: Array | None = None
    offsets: Array | None = None
    beside: Beside = field(default_factory=Beside)
    temperature: float = 1.0
    threshold: float = 0.0

    def sample(self, texts: Sequence[str], numbers: Array, labels: Whole) -> Sample:
        """Rows ready for the network."""
        assert self.encoder is not None
        tokens = tuple(tuple(row) for row in tokens_of(self.encoder, texts))
        return Sample(tokens, labels, self.beside.standard(numbers, len(texts)))

    def logits(
        self, texts: Sequence[str], numbers: Array | None = None, progress: Progress | None = None
    ) -> Array:
        """Logits of texts, (texts, labels), before the temperature; T730 for half a character."""
        check_texts(texts)
        if self.lexicon is not None:
            assert self.weights is not None and self.offsets is not None
            beside = self.beside.standard(numbers, len(texts))
            words = self.weights[:, : len(self.lexicon.vocabulary)]
            found = self.lexicon.rows(texts) @ words.T
            return np.asarray(found + beside @ self.weights[:, words.shape[1] :].T + self.offsets)
        standard = self.beside.standard(numbers, len(texts))
        if isinstance(self.network, OnnxNetwork):
            return self.network.logits(texts, standard)
        assert self.encoder is not None
        if self.method.name == "probe":
            head = self.network.head
            weights = head.weight.detach().double().numpy()
            vectors = embed(self.encoder, texts, progress=progress)
            rows = np.concatenate([vectors, standard], axis=1)
            return np.asarray(rows @ weights.T + head.bias.detach().double().numpy())
        tokens = tuple(tuple(row) for row in tokens_of(self.encoder, texts))
        sample = Sample(tokens, np.zeros(len(texts), dtype=np.int64), standard)
        return logits_of(self.network, sample, self.encoder.tokenizer.pad_token_id)

    def predict(
        self, texts: Sequence[str], numbers: Array | None = None, progress: Progress | None = None
    ) -> Prediction:
        """Chances of labels of texts.

        Raises
        ------
        TinbergenError
            T026 for other numbers beside the texts than the model takes, T730 for a text with half
            a character.
        """
        logits = self.logits(texts, numbers, progress)
        return Prediction(self.names, softmax(logits / self.temperature), self.threshold)


def save_model(model: TextModel, folder: Path, facts: dict[str, Any]) -> Path:
    """Write a model's folder; ``facts`` stand beside it in ``model.json``."""
    made_folder(folder)
    if model.lexicon is not None:
        words = {"words": model.lexicon.vocabulary, "idf": model.lexicon.weights,
                 "weights": model.weights, "offsets": model.offsets}  # fmt: skip
        write_atomic(folder / WORDS, dump(words, None))
    elif isinstance(model.network, OnnxNetwork):
        model.network.save(folder)
    else:
        save = need("safetensors.torch").save
        head = {name: value.detach().contiguous().clone()
                for name, value in model.network.head.state_dict().items()}  # fmt: skip
        write_atomic(folder / HEAD, save(head))
        if model.method.name in ADAPTED:
            parts = {name: value.detach().contiguous().clone()
                     for name, value in _adapter(model.network.encoder).items()}  # fmt: skip
            write_atomic(folder / ADAPTER, save(parts))
        if model.method.name in WHOLE:
            assert model.encoder is not None
            model.network.encoder.save_pretrained(folder / ENCODER)
            model.encoder.tokenizer.save_pretrained(folder / ENCODER)
    kept = {
        "layout": _LAYOUT, "names": model.names, "method": model.method.model_dump(),
        "encoder": model.part.model_dump(), "beside": model.beside,
        "temperature": model.temperature, "threshold": model.threshold, "facts": facts,
        "base": None if model.method.name in WHOLE else base_of(model.encoder),
        "tokens": model.network.length if isinstance(model.network, OnnxNetwork) else None,
    }  # fmt: skip
    return write_atomic(folder / MODEL, dump(kept))


def files_of(folder: Path) -> tuple[Listed, ...]:
    """The files that make a model: what it is, its words, how it reads, its encoder, weights of any
    kind; those of folders that are links as well."""
    return tuple(listed(folder, name) for name in _own(folder))


def size_of(folder: Path, encoder: Encoder | None = None) -> int:
    """Bytes of the files that make a model, those of an ``encoder`` that stands elsewhere too."""
    own = [folder / name for name in _own(folder)]
    if encoder is not None and not (folder / ENCODER).is_dir():
        own += read_from(encoder)
    return sum(path.stat().st_size for path in own)


def _own(folder: Path) -> Iterator[str]:
    for path in sorted(_below(folder)):
        name = path.relative_to(folder).as_posix()
        whole = name in (MODEL, WORDS, TOKENIZER) or name.startswith(f"{ENCODER}/")
        if whole or path.suffix in _WEIGHTS:
            yield name


def _below(folder: Path) -> Iterator[Path]:
    """Files below a folder, links followed, each folder once."""
    seen = set[Path]()
    for where, folders, names in os.walk(folder, followlinks=True):
        place = Path(where)
        seen.add(place.resolve())
        folders[:] = [name for name in folders if (place / name).resolve() not in seen]
        for path in (place / name for name in names):
            if path.is_file() or (path.is_symlink() and not path.exists()):
                yield path


def load_model(folder: str | Path) -> tuple[TextModel, dict[str, Any]]:
    """A model from its folder, and the facts beside it.

    Raises
    ------
    TinbergenError
        T027 when the folder holds no model, T020 without the extra, T021 and T022 when its encoder
        can't be had, T732 when it is no longer what it was when the model was made.
    """
    place = Path(folder)
    kept = _kept(place)
    try:
        _check_kept(kept)
        method, part = MethodPart(**kept["method"]), EncoderPart(**kept["encoder"])
        names, beside = tuple(kept["names"]), _beside(kept["beside"])
        temperature, threshold = float(kept["temperature"]), float(kept.get("threshold", 0.0))
        if method.name == "lexical":
            words = json.loads(read_text(place / WORDS))
            lexicon = Lexicon(words["words"], np.array(words["idf"]))
            weights, offsets = np.array(words["weights"]), np.array(words["offsets"])
            _check_lexicon(lexicon, weights, offsets, len(names), len(beside.columns))
            model = TextModel(
                names, method, part, None, None, lexicon, weights, offsets, beside, temperature,
                threshold,
            )  # fmt: skip
            return model, kept["facts"]
        if kept.get("tokens"):
            graph = load_graph(place, kept["tokens"], len(names), len(beside.columns))
            model = TextModel(
                names, method, part, None, graph, beside=beside, temperature=temperature,
                threshold=threshold,
            )  # fmt: skip
            return model, kept["facts"]
        moved = part.model_copy(update={"name": ENCODER}) if method.name in WHOLE else part
        encoder = with_room(load_encoder(moved, place), method)
        base = kept.get("base")
        if base is not None and base != base_of(encoder):
            raise TinbergenError("T732", path=place, encoder=encoder.source)
        network = Classifier(
            _tuned(encoder, method, place), encoder.width, len(names), pooling=part.pooling,
            dropout=part.dropout, numbers=len(beside.columns),
        )  # fmt: skip
        network.head.load_state_dict(_tensors(place / HEAD))
        network.eval()
    except (
        LookupError, TypeError, ValueError, RuntimeError, AttributeError, ArithmeticError,
    ) as fault:  # fmt: skip
        detail = " ".join(str(fault).split())[:120]
        raise TinbergenError("T027", path=place, detail=detail) from None
    model = TextModel(
        names, method, part, encoder, network, beside=beside, temperature=temperature,
        threshold=threshold,
    )  # fmt: skip
    return model, kept["facts"]


def _kept(place: Path) -> dict[str, Any]:
    """What ``model.json`` says."""
    try:
        kept = json.loads(read_text(place / MODEL))
    except (ValueError, RecursionError):
        raise TinbergenError("T027", path=place, detail=MODEL) from None
    if not isinstance(kept, dict) or kept.get("layout") != _LAYOUT:
        raise TinbergenError("T027", path=place, detail="layout")
    return kept


def _check_kept(kept: dict[str, Any]) -> None:
    """ValueError or TypeError where labels, temperature, threshold or facts are none."""
    names, temperature = kept["names"], kept["temperature"]
    if not all(isinstance(name, str) for name in names) or not 1 < len(names) == len(set(names)):
        raise ValueError("names")
    if not 0 < temperature < float("inf"):
        raise ValueError("temperature")
    if not 0 <= kept.get("threshold", 0.0) < float("inf"):
        raise ValueError("threshold")
    if not isinstance(kept["facts"], dict):
        raise TypeError("facts")


def _beside(own: dict[str, Any]) -> Beside:
    """What stands beside the text; ValueError where it has not a mean and a scale a column."""
    columns, means, scales = (own[key] for key in ("columns", "means", "scales"))
    found = Beside(tuple(columns), np.array(means, dtype=float), np.array(scales, dtype=float))
    wide = (len(found.columns),)
    if not (found.means.shape == found.scales.shape == wide and isinstance(columns, list)):
        raise ValueError("beside")
    if not _measured(found.means, found.scales) or (found.scales <= 0).any():
        raise ValueError("beside")
    return found


def _check_lexicon(
    lexicon: Lexicon, weights: Array, offsets: Array, labels: int, beside: int
) -> None:
    """ValueError where a lexicon's numbers are not as many as its words and labels ask."""
    words = len(set(lexicon.vocabulary))
    if not words or words != len(lexicon.vocabulary) or lexicon.weights.shape != (words,):
        raise ValueError("words")
    if not all(isinstance(word, str) for word in lexicon.vocabulary):
        raise ValueError("words")
    if weights.shape != (labels, words + beside) or offsets.shape != (labels,):
        raise ValueError("weights")
    if not _measured(lexicon.weights, weights, offsets):
        raise ValueError("weights")


def _measured(*numbers: Array) -> bool:
    """Whether all are numbers, and leave room for their products."""
    return all(bool((np.abs(each) <= limits.LARGEST).all()) for each in numbers)


def _tuned(encoder: Encoder, method: MethodPart, place: Path) -> Any:
    if method.name not in ADAPTED:
        return encoder.network
    network = tune(encoder, method, 4)
    parts = _tensors(place / ADAPTER)
    own = _adapter(network)
    if parts.keys() != own.keys():
        raise KeyError(ADAPTER)
    with need("torch").no_grad():
        for name, value in own.items():
            value.copy_(parts[name])
    return network


def _adapter(network: Any) -> dict[str, Any]:
    """All that a method added: what moves, and AdaLoRA's counts of ranks."""
    counts = {n: p for n, p in network.named_parameters() if "ranknum" in n}
    return moving(network) | counts


def _tensors(path: Path) -> Any:
    if path.exists() and not is_regular(path):
        raise ValueError(path.name)
    try:
        return need("safetensors.torch").load(path.read_bytes())
    except OSError as fault:
        raise TinbergenError("C005", path=path, detail=fault.strerror or fault) from fault
    except Exception as fault:
        raise ValueError(str(fault)) from fault

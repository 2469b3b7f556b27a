"""A detour through another language."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.experiment_ways import AugmentPart
from tinbergen.text.few.lesson import Lesson
from tinbergen.text.labelled import LabelledTable
from tinbergen.text.repeats import Repeats
from tinbergen.text.robust.augmenting import augmented, there_and_back
from tinbergen.text.splits import Split

NONE = np.empty(0, dtype=np.int64)


@pytest.fixture
def translator(workshop):
    """A translation model of one layer with random weights: what it says means nothing."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    tokenizer = transformers.AutoTokenizer.from_pretrained(workshop / "tiny")
    torch.manual_seed(0)
    config = transformers.BartConfig(
        vocab_size=len(tokenizer), d_model=16, encoder_layers=1, decoder_layers=1,
        encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=16,
        decoder_ffn_dim=16, max_position_embeddings=300, pad_token_id=0, bos_token_id=2,
        eos_token_id=3, decoder_start_token_id=2, forced_eos_token_id=3,
    )  # fmt: skip
    transformers.BartForConditionalGeneration(config).save_pretrained(workshop / "there")
    tokenizer.save_pretrained(workshop / "there")
    return workshop


def test_texts_go_there_and_back(translator) -> None:
    texts = ("rates rise", "jobs lost and prices fell", "the committee")
    there = translator / "there"
    once = there_and_back(texts, there, there)
    assert len(once) == 3 and once == there_and_back(texts, there, there)
    table = LabelledTable("t.csv", texts, np.array([0, 1, 0]), ("a", "b"))
    split = Split(np.array([0, 1]), NONE, np.array([2]), NONE, NONE, Repeats((), ()), 0.0)
    part = AugmentPart(synonyms=None, numbers=False, translate=("there", "there"))
    more = augmented(Lesson(table, split), part, translator, 0)
    new = dict(zip(once[:2], (0, 1), strict=True))
    added = more.split.train[2:]
    assert len(added) == len(set(once[:2]) - set(texts)) > 0
    if len(new) == 2:
        assert [more.table.labels[i] for i in added] == [new[more.table.texts[i]] for i in added]


def test_folders_that_do_not_translate(translator) -> None:
    with pytest.raises(TinbergenError, match="T021"):
        there_and_back(("a",), translator, translator)
    with pytest.raises(TinbergenError, match="T022"):
        there_and_back(("a",), translator / "tiny", translator / "tiny")

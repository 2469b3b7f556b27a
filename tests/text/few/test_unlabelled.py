"""Texts without labels."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tinbergen.text.experiment_ways import FewPart
from tinbergen.text.few.lesson import Lesson
from tinbergen.text.few.unlabelled import consistent, hidden, pseudo_labelled, take_in, unseen
from tinbergen.text.labelled import UNLABELLED, LabelledTable
from tinbergen.text.model import Prediction
from tinbergen.text.repeats import Repeats
from tinbergen.text.splits import Split
from tinbergen.text.tuning.steps import Sample

NONE = np.empty(0, dtype=np.int64)
TEXTS = ("rates rise", "rates fall", "the test asks this of us", "x one", "x two", "x three")
LABELS = np.array([0, 1, 0, UNLABELLED, UNLABELLED, UNLABELLED])


def lesson() -> Lesson:
    split = Split(np.array([0, 1]), NONE, np.array([2]), np.array([3, 4, 5]), NONE,
                  Repeats((), ()), 0.0)  # fmt: skip
    return Lesson(LabelledTable("t.csv", TEXTS, LABELS, ("a", "b")), split)


def test_texts_of_the_test_are_never_taken_in(tmp_path) -> None:
    (tmp_path / "m.csv").write_text("text\nThe test asks this of us!\nnew one\nnew two\n\n")
    whole = take_in(lesson(), FewPart(unlabelled="m.csv"), tmp_path, "text", 0)
    assert whole.table.texts[6:] == ("new one", "new two")
    assert whole.split.unlabelled.tolist() == [3, 4, 5, 6, 7]
    assert take_in(lesson(), FewPart(), tmp_path, "text", 0).table.texts == TEXTS
    texts, places = unseen(lesson(), [f"new {i}" for i in range(50)], 7, 3)
    assert len(texts) == 7 and [f"new {i}" for i in places] == texts
    assert places == sorted(places) != list(range(7))


def test_a_label_taken_too_early_is_taken_back() -> None:
    """First the model is sure of two texts, one wrongly; then it is not, but of the third."""
    told = [[[0.95, 0.05], [0.95, 0.05], [0.6, 0.4]], [[0.95, 0.05], [0.6, 0.4], [0.02, 0.98]]]
    seen: list[list[int]] = []

    def again(now: Lesson, first: bool) -> Any:
        seen.append(now.split.train.tolist())
        assert first == (len(seen) == 1)
        chances = np.array(told[len(seen) - 1])
        return SimpleNamespace(predict=lambda texts, numbers: Prediction(("a", "b"), chances))

    found = pseudo_labelled(lesson(), FewPart(confidence=0.9, weight=0.5, rounds=2), again)
    assert seen == [[0, 1], [0, 1, 3, 4]]
    assert found.split.train.tolist() == [0, 1, 3, 5] and found.split.unlabelled.tolist() == [4]
    assert found.table.labels.tolist() == [0, 1, 0, 0, UNLABELLED, 1]
    assert found.counts().tolist() == [1, 1, 1, 0.5, 1, 0.5]


def test_words_are_hidden_within_a_text_only() -> None:
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    ids = torch.arange(1, 41).reshape(1, 40).repeat(200, 1)
    mask = torch.ones_like(ids)
    mask[:, 30:] = 0
    found = hidden(ids, mask, 0.25, 99)
    gone = (found == 99).float().mean(0)
    assert gone[0] == 0 and (gone[29:] == 0).all()
    assert abs(float(gone[1:29].mean()) - 0.25) < 0.02
    assert ((found == ids) | (found == 99)).all()


def test_only_what_is_sure_must_be_consistent(workshop) -> None:
    """With a confidence that nothing reaches the loss is the plain one; else it is more."""
    torch = pytest.importorskip("torch")
    from tinbergen.text.encoder import load_encoder
    from tinbergen.text.experiment import EncoderPart, MethodPart
    from tinbergen.text.model import TextModel
    from tinbergen.text.network import Classifier
    from tinbergen.text.tuning.training import batch_of

    part = EncoderPart(name="tiny", dropout=0.0)
    encoder = load_encoder(part, workshop)
    network = Classifier(encoder.network, encoder.width, 2, dropout=0.0).eval()
    model = TextModel(("a", "b"), MethodPart(name="full"), part, encoder, network)
    own = Sample(((2, 3),), np.array([0]), np.empty((1, 0)))
    batch, plain = batch_of(own, np.array([0]), 0), torch.tensor(1.0)

    def told(**few: float) -> float:
        torch.manual_seed(1)
        return float(consistent(lesson(), FewPart(**few), 8)(model, own)(network, batch, plain))

    with torch.no_grad():
        assert told(confidence=1.0) == 1.0
        once, twice = told(confidence=0.0), told(confidence=0.0, weight=2.0)
    assert once > 1.0 and twice - 1 == pytest.approx(2 * (once - 1), rel=1e-5)

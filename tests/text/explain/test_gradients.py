"""Integrated gradients: exact where a model is linear, complete everywhere, equal to captum's."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.encoder import padded
from tinbergen.text.explain.gradients import attribute

pytest.importorskip("transformers")
pytest.importorskip("sklearn")
SAID = "rates rise higher, jobs"


def test_a_linear_model_is_attributed_exactly(linear) -> None:
    found = attribute(linear, "rates rise jobs", label="first", steps=3)
    ids = linear.encoder.tokenizer("rates rise jobs")["input_ids"]
    pad = linear.encoder.tokenizer.pad_token_id
    # By hand: the mean of five tokens' first numbers, token / 8; marks of the text stay as they are.
    hand = [(token - pad) / 8 / len(ids) for token in ids[1:-1]]
    np.testing.assert_allclose(found.values, hand, atol=1e-6)
    assert abs(found.gap) < 1e-6 and found.rest == pytest.approx(0, abs=1e-9)
    assert found.logit - found.baseline == pytest.approx(sum(hand), abs=1e-6)
    # The second number of every token is one: no word matters to the other label.
    np.testing.assert_allclose(attribute(linear, "rates rise", label="second").values, 0, atol=1e-7)


def test_contributions_sum_to_the_difference_whatever_the_method(trained) -> None:
    found = attribute(trained, SAID)
    assert found.label == trained.names[int(trained.logits([SAID])[0].argmax())]
    assert found.logit == pytest.approx(trained.logits([SAID])[0].max(), abs=1e-4)
    assert abs(found.gap) <= max(0.01 * abs(found.logit - found.baseline), 1e-4)
    total = found.values.sum() + found.rest + found.gap
    assert total == pytest.approx(found.logit - found.baseline, abs=1e-6)
    assert [s.text for s in found.spans] == ["rates", "rise", "higher", ",", "jobs"]
    assert len(found.to_frame()) == 5 and np.abs(found.values).max() > 0


def test_the_same_as_captum(workshop) -> None:
    captum = pytest.importorskip("captum.attr")
    import torch

    from tinbergen.text.experiment import parse_experiment
    from tinbergen.text.fit import fit

    text = "name: x\ndata: {table: table.csv}\nencoder: {name: tiny}\nmethod: {name: full}\n"
    model = fit(
        parse_experiment(text + "training: {epochs: 1, learning_rate: 0.01}\n", "x")[0], workshop
    ).model
    tokenizer = model.encoder.tokenizer
    ids, mask = padded([tokenizer(SAID)["input_ids"]], tokenizer.pad_token_id)
    bare = ids.clone()
    bare[0, 1:-1] = tokenizer.pad_token_id
    layer = captum.LayerIntegratedGradients(
        lambda i: model.network(i, mask.expand(len(i), -1)),
        model.network.encoder.get_input_embeddings(),
    )
    own = attribute(model, SAID, steps=50)
    place = model.names.index(own.label)
    theirs = layer.attribute(ids, baselines=bare, target=place, n_steps=50).sum(-1)[0]
    # One token a word here, so words and tokens agree.
    np.testing.assert_allclose(own.values, theirs.detach().numpy()[1:-1], atol=1e-5)
    assert isinstance(theirs, torch.Tensor)


def test_numbers_beside_the_text_are_held(workshop) -> None:
    from tinbergen.text.experiment import parse_experiment
    from tinbergen.text.fit import fit

    for method in ("lexical", "probe"):
        model = fit(parse_experiment(
            "name: x\ndata: {table: table.csv, numbers: [speed]}\nencoder: {name: tiny}\n"
            f"method: {{name: {method}}}\n", "x",
        )[0], workshop).model  # fmt: skip
        with pytest.raises(TinbergenError, match="T026"):
            attribute(model, SAID)
        found = attribute(model, SAID, numbers=[2.0])
        whole = found.values.sum() + found.rest
        assert whole == pytest.approx(found.logit - found.baseline, abs=1e-3)


def test_wrong_labels_empty_and_long_texts(linear) -> None:
    with pytest.raises(TinbergenError, match="T160") as fault:
        attribute(linear, "rates", label="frist")
    assert "first" in str(fault.value.hint)
    with pytest.raises(TinbergenError, match="T161"):
        attribute(linear, "  ")
    long = "rates " * 300
    assert attribute(linear, long).read < len(long)

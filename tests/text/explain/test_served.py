"""Why a served model says so, by what it is, and within its time."""

from dataclasses import replace

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.explain.gradients import attribute
from tinbergen.text.explain.occlusion import occlude
from tinbergen.text.explain.served import explained

pytest.importorskip("transformers")
pytest.importorskip("sklearn")
SAID = "rates rise higher, <PERSON> jobs"


def why(model, text=SAID, most=128, seconds=60.0):
    label = model.names[int(model.logits([text])[0].argmax())]
    return explained(model, text, label, most=most, seconds=seconds)


def test_gradients_where_there_are_weights(trained) -> None:
    found, own = why(trained), attribute(trained, SAID)
    lexical = trained.lexicon is not None
    assert found.method == ("linear" if lexical else "integrated-gradients")
    assert [word for word, _ in found.words] == ["rates", "rise", "higher", ",", "<PERSON>", "jobs"]
    np.testing.assert_allclose([value for _, value in found.words], own.values, atol=1e-6)
    assert found.complete and found.steps == own.steps and found.label == own.label
    total = sum(value for _, value in found.words) + found.rest + found.gap
    assert total == pytest.approx(found.logit - found.baseline, abs=1e-5)
    assert abs(found.gap) <= max(0.01 * abs(found.logit - found.baseline), 1e-4)


def test_words_left_out_of_a_graph(linear) -> None:
    pytest.importorskip("onnxscript")
    pytest.importorskip("onnxruntime")
    from tinbergen.text.compress.export import exported, quantised

    graph = replace(linear, network=quantised(exported(linear, linear.network)), encoder=None)
    with pytest.raises(TinbergenError, match="T704"):
        attribute(graph, SAID)
    found = why(graph, most=3)
    assert (found.method, found.complete, found.gap) == ("occlusion", False, None)
    expected = occlude(graph, SAID).drops[:3]
    np.testing.assert_allclose([value for _, value in found.words], expected, atol=1e-9)
    assert why(graph).complete


def test_no_longer_than_it_may_take(linear, monkeypatch) -> None:
    with pytest.raises(TinbergenError, match="T703"):
        why(linear, seconds=1e-9)
    with pytest.raises(TinbergenError, match="T161"):
        explained(linear, "  ", "first", most=9, seconds=9)
    long = "rates " * 300
    assert not why(linear, long).complete
    # An integral that is never near enough is left where the time would not do for twice the points.
    monkeypatch.setattr("tinbergen.text.explain.gradients._NEAR", -1.0)
    now = [0.0]
    monkeypatch.setattr("tinbergen.core.progress.Progress.left", property(lambda _: 10.0 - now[0]))
    line = attribute.__globals__["_Line"]
    plain = line.contributions

    def slow(self, steps, tell):
        now[0] += steps / 32
        return plain(self, steps, tell)

    monkeypatch.setattr(line, "contributions", slow)
    # One, two and four seconds are spent of ten; eight more would be too many.
    found = explained(linear, SAID, "first", most=9, seconds=10.0)
    assert found.steps == 128 and now[0] == 7.0

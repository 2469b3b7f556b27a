"""What commands on language models refuse, and what they keep."""

from pathlib import Path

import pytest

from tinbergen.app.text import TrainInputs, train
from tinbergen.app.text_tuning import PretrainInputs, read_on
from tinbergen.core.errors import TinbergenError

pytest.importorskip("sklearn")

TEXT = "name: {name}\ndata: {{table: table.csv}}\nmethod: {{name: lexical}}\n"


def test_the_model_of_another_experiment_is_only_replaced_when_told_to(workshop: Path) -> None:
    for name in ("one", "two"):
        (workshop / f"{name}.yaml").write_text(TEXT.format(name=name))
    out = workshop / "model"
    train(TrainInputs(workshop / "one.yaml", out))
    first = (out / "model.json").read_bytes()
    with pytest.raises(TinbergenError, match="another experiment, one") as caught:
        train(TrainInputs(workshop / "two.yaml", out))
    assert caught.value.code == "C236" and (out / "model.json").read_bytes() == first
    train(TrainInputs(workshop / "one.yaml", out))
    assert (out / "model.json").read_bytes() == first
    train(TrainInputs(workshop / "two.yaml", out, force=True))
    assert (out / "model.json").read_bytes() != first
    (out / "model.json").write_text("{")
    with pytest.raises(TinbergenError, match="C236"):
        train(TrainInputs(workshop / "one.yaml", out))


def test_an_encoder_takes_the_place_of_no_other(workshop: Path) -> None:
    pytest.importorskip("torch")
    (workshop / "e.yaml").write_text(TEXT.format(name="e") + "encoder: {name: tiny}\n")
    weights = (workshop / "tiny" / "model.safetensors").read_bytes()
    with pytest.raises(TinbergenError, match="C236"):
        read_on(PretrainInputs(workshop / "e.yaml", workshop / "table.csv", workshop / "tiny"))
    assert (workshop / "tiny" / "model.safetensors").read_bytes() == weights

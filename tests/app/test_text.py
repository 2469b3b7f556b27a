"""What commands on language models refuse, and what they keep."""

from pathlib import Path

import pytest

from tinbergen.app.text import TrainInputs, train
from tinbergen.app.text_tuning import PretrainInputs, read_on
from tinbergen.app.verify import verify_folder
from tinbergen.core.errors import TinbergenError

pytest.importorskip("sklearn")

TEXT = "name: {name}\ndata: {{table: table.csv}}\nmethod: {{name: lexical}}\n"


def test_the_model_of_another_experiment_is_only_replaced_when_told_to(workshop: Path) -> None:
    for name in ("one", "two"):
        (workshop / f"{name}.yaml").write_text(TEXT.format(name=name))
    out = workshop / "model"
    train(TrainInputs(workshop / "one.yaml", out))
    first = (out / "model.json").read_bytes()
    with pytest.raises(TinbergenError, match="text train, one") as caught:
        train(TrainInputs(workshop / "two.yaml", out))
    assert caught.value.code == "C236" and (out / "model.json").read_bytes() == first
    train(TrainInputs(workshop / "one.yaml", out))
    assert (out / "model.json").read_bytes() == first
    train(TrainInputs(workshop / "two.yaml", out, force=True))
    assert (out / "model.json").read_bytes() != first
    (out / "model.json").write_text("{")
    with pytest.raises(TinbergenError, match="C236"):
        train(TrainInputs(workshop / "one.yaml", out))


def test_a_trained_model_s_folder_can_be_verified(
    workshop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its manifest is written last: a training that ends before leaves none that is finished."""
    (workshop / "one.yaml").write_text(TEXT.format(name="one"))
    out = workshop / "model"

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("tinbergen.app.text.examine", killed)
        train(TrainInputs(workshop / "one.yaml", out))
    with pytest.raises(TinbergenError, match="C233"):
        verify_folder(out)
    train(TrainInputs(workshop / "one.yaml", out))
    found = verify_folder(out)
    assert (found.command, found.case) == ("text train", "one")
    assert set(found.files) == {"model.json", "words.json", "training.json"}
    # The card and the gate, which an audit writes anew, have a seal of their own.
    assert {"card.json", "gate.json"} <= set(found.others)
    (out / "notes.txt").write_text("mine")
    (out / "words.json").write_text("{}")
    with pytest.raises(TinbergenError, match=r"C234.*words\.json"):
        verify_folder(out)
    with pytest.raises(TinbergenError, match="C236"):
        train(TrainInputs(workshop / "one.yaml", out))
    assert (out / "words.json").read_text() == "{}"
    train(TrainInputs(workshop / "one.yaml", out, force=True))
    assert verify_folder(out) and (out / "notes.txt").read_text() == "mine"


def test_a_model_of_other_rows_is_another_and_leaves_no_file_of_the_one_before(
    workshop: Path,
) -> None:
    (workshop / "one.yaml").write_text(TEXT.format(name="one"))
    out = workshop / "model"
    train(TrainInputs(workshop / "one.yaml", out))
    rows = (workshop / "table.csv").read_text().splitlines()
    (workshop / "table.csv").write_text("\n".join(rows[:-1]) + "\n")
    with pytest.raises(TinbergenError, match="other data"):
        train(TrainInputs(workshop / "one.yaml", out))
    pytest.importorskip("torch")
    probe = TEXT.format(name="two").replace("lexical", "probe") + "encoder: {name: tiny}\n"
    (workshop / "two.yaml").write_text(probe)
    train(TrainInputs(workshop / "two.yaml", out, force=True))
    assert "words.json" not in {p.name for p in out.iterdir()}
    assert set(verify_folder(out).files) >= {"model.json", "head.safetensors"}


def test_an_encoder_takes_the_place_of_no_other(workshop: Path) -> None:
    pytest.importorskip("torch")
    (workshop / "e.yaml").write_text(TEXT.format(name="e") + "encoder: {name: tiny}\n")
    weights = (workshop / "tiny" / "model.safetensors").read_bytes()
    with pytest.raises(TinbergenError, match="C236"):
        read_on(PretrainInputs(workshop / "e.yaml", workshop / "table.csv", workshop / "tiny"))
    assert (workshop / "tiny" / "model.safetensors").read_bytes() == weights


def test_files_that_are_nobody_s_are_not_written_over(workshop: Path) -> None:
    """What stands where a model is to be written, and no manifest says of which run."""
    (workshop / "one.yaml").write_text(TEXT.format(name="one"))
    for name in ("encoder/model.safetensors", "words.json", "card.md", "gate.json"):
        out = workshop / name.replace("/", "-")
        (out / name).parent.mkdir(parents=True)
        (out / name).write_text("mine")
        with pytest.raises(TinbergenError, match="C236"):
            train(TrainInputs(workshop / "one.yaml", out))
        assert (out / name).read_text() == "mine"
    (workshop / "encoders").mkdir()
    (workshop / "encoders" / "tokenizer.json").write_text("mine")
    with pytest.raises(TinbergenError, match="C236"):
        read_on(
            PretrainInputs(workshop / "one.yaml", workshop / "table.csv", workshop / "encoders")
        )

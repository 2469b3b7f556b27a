"""Which texts a model can't read."""

from dataclasses import replace
from pathlib import Path

import pytest

from tinbergen.text.experiment import parse_experiment
from tinbergen.text.fit import fit
from tinbergen.text.unread import unread

pytest.importorskip("transformers")
pytest.importorskip("sklearn")
KNOWN, STRANGE = "rates rise higher", "央行上调利率"


def said(workshop: Path, method: str):
    text = f"name: x\ndata: {{table: table.csv}}\nencoder: {{name: tiny}}\nmethod: {{name: {method}}}\n"
    return fit(parse_experiment(text, "x")[0], workshop).model


@pytest.mark.parametrize("method", ["lexical", "probe"])
def test_words_that_stand_in_no_vocabulary(workshop: Path, method: str) -> None:
    model = said(workshop, method)
    assert unread(model, [KNOWN, STRANGE, "rates zzz 央"]) == (1 if method == "lexical" else 2)
    assert unread(model, [KNOWN]) == 0 and unread(model, []) == 0


def test_a_quarter_of_the_tokens_may_be_unknown(workshop: Path) -> None:
    model = said(workshop, "probe")
    assert unread(model, ["rates rise higher 央"]) == 0
    assert unread(model, ["rates rise 央"]) == 1


def test_an_encoder_without_tokens_reads_all(workshop: Path) -> None:
    model = said(workshop, "probe")
    assert unread(replace(model, encoder=replace(model.encoder, tokenizer=None)), [STRANGE]) == 0


def test_a_graph_knows_what_its_tokenizer_knows(workshop: Path) -> None:
    from tinbergen.text.compress.runtime import OnnxNetwork

    tokens = (workshop / "tiny" / "tokenizer.json").read_text(encoding="utf-8")
    network = OnnxNetwork.__new__(OnnxNetwork)
    from tokenizers import Tokenizer

    object.__setattr__(network, "tokenizer", tokens)
    object.__setattr__(network, "_tokens", Tokenizer.from_str(tokens))
    model = replace(said(workshop, "probe"), encoder=None, network=network)
    assert unread(model, [KNOWN, STRANGE]) == 1
    object.__setattr__(network, "tokenizer", '{"model": {}}')
    assert network.unknown is None and unread(model, [STRANGE]) == 0

"""Models to explain."""

import numpy as np
import pytest

from tinbergen.text.experiment import parse_experiment
from tinbergen.text.fit import fit
from tinbergen.text.model import TextModel


@pytest.fixture(params=["lexical", "probe", "full", "lora", "prefix", "prompt", "bottleneck"])
def trained(request, workshop) -> TextModel:
    pytest.importorskip("peft")
    experiment, _ = parse_experiment(
        "name: x\ndata: {table: table.csv}\nencoder: {name: tiny}\n"
        f"method: {{name: {request.param}}}\ntraining: {{epochs: 1, learning_rate: 0.01}}\n", "x",
    )  # fmt: skip
    return fit(experiment, workshop).model


@pytest.fixture
def linear(workshop) -> TextModel:
    """A classifier whose logits are linear in the embeddings of tokens, with known numbers."""
    torch = pytest.importorskip("torch")
    from tinbergen.text.encoder import load_encoder
    from tinbergen.text.experiment import EncoderPart, MethodPart
    from tinbergen.text.module import Module
    from tinbergen.text.network import Classifier

    class Bag(Module):
        def __init__(self, size: int) -> None:
            super().__init__()
            self.table = torch.nn.Embedding(size, 2)

        def get_input_embeddings(self):
            return self.table

        def forward(self, input_ids, attention_mask):
            from types import SimpleNamespace

            return SimpleNamespace(last_hidden_state=self.table(input_ids))

    part = EncoderPart(name="tiny")
    encoder = load_encoder(part, workshop)
    size = len(encoder.tokenizer)
    network = Classifier(Bag(size), 2, 2, dropout=0.0)
    with torch.no_grad():
        network.encoder.table.weight.copy_(
            torch.tensor(np.stack([np.arange(size) / 8.0, np.ones(size)], axis=1))
        )
        network.head.weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 1.0]]))
        network.head.bias.zero_()
    network.eval()
    return TextModel(("first", "second"), MethodPart(name="full"), part, encoder, network)

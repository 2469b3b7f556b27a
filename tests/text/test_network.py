"""The classifier."""

import numpy as np
import pytest

from tinbergen.text.encoder import load_encoder, tokens_of
from tinbergen.text.experiment import EncoderPart
from tinbergen.text.network import Classifier

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")


@pytest.mark.parametrize("numbers", [0, 2])
def test_in_mixed_precision_the_head_is_in_single(tiny_encoder, numbers) -> None:
    """Its logits are the head's of the encoder's vectors to the last of 24 bits, where 8 would be
    off by some hundredths."""
    encoder = load_encoder(EncoderPart(name=str(tiny_encoder)), tiny_encoder)
    network = Classifier(encoder.network, encoder.width, 3, numbers=numbers).eval()
    with torch.no_grad():
        network.head.bias += 30
    ids = torch.tensor(tokens_of(encoder, ["the committee discussed lower rates"]))
    beside = torch.tensor([[0.1] * numbers])
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        vectors = network.vectors(ids, torch.ones_like(ids))
        logits = network(ids, torch.ones_like(ids), beside)
    row = np.concatenate([vectors.float().numpy()[0], beside.to(vectors.dtype).float().numpy()[0]])
    head = network.head.weight.detach().numpy() @ row + network.head.bias.detach().numpy()
    np.testing.assert_allclose(logits[0], head, rtol=1e-6)
    assert logits.dtype == torch.float32

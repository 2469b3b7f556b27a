"""What moves."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.encoder import load_encoder, tokens_of
from tinbergen.text.experiment import EncoderPart, MethodPart
from tinbergen.text.tuning.adapters import moving, tune, with_room

torch = pytest.importorskip("torch")
pytest.importorskip("peft")

LAYERS, WIDTH, INNER = 2, 32, 64


def encoder(folder):
    return load_encoder(EncoderPart(name=str(folder)), folder)


# By hand: layers x what an adapter adds to each linear one (query, key, value, output; up, down).
@pytest.mark.parametrize(
    ("name", "more", "many"),
    [
        ("lora", {"rank": 4}, LAYERS * 4 * (4 * 2 * WIDTH + 2 * (WIDTH + INNER))),
        # Half as many ranks again, each with a singular value.
        ("adalora", {"rank": 4}, LAYERS * 6 * (4 * (2 * WIDTH + 1) + 2 * (WIDTH + INNER + 1))),
        ("prefix", {"tokens": 5}, LAYERS * 5 * 2 * WIDTH),
        ("prompt", {"tokens": 5}, 5 * WIDTH),
        ("bottleneck", {"size": 8}, LAYERS * 2 * (2 * WIDTH * 8 + 8 + WIDTH)),
    ],
)
def test_as_many_parameters_move_as_the_method_adds(tiny_encoder, name, more, many) -> None:
    network = tune(encoder(tiny_encoder), MethodPart(name=name, **more), 40)
    assert sum(p.numel() for p in moving(network).values()) == many


def test_ia3_scales_what_it_should(tiny_encoder) -> None:
    network = tune(encoder(tiny_encoder), MethodPart(name="ia3"), 40)
    # Inner layers are scaled at their input, all others at their output.
    sizes = sorted(p.numel() for p in moving(network).values())
    assert sizes == sorted(LAYERS * [WIDTH] * 6)


def test_a_bottleneck_begins_as_nothing(tiny_encoder) -> None:
    ids = torch.tensor([[2, 5, 7, 3]])
    plain = encoder(tiny_encoder).network.eval()(input_ids=ids).last_hidden_state
    network = tune(encoder(tiny_encoder), MethodPart(name="bottleneck"), 40).eval()
    torch.testing.assert_close(network(input_ids=ids).last_hidden_state, plain, rtol=0, atol=0)


@pytest.mark.parametrize("name", ["bottleneck", "lora"])
def test_layers_that_are_not_there(tiny_encoder, name) -> None:
    with pytest.raises(TinbergenError, match="T023"):
        tune(encoder(tiny_encoder), MethodPart(name=name, targets=("nothing",)), 40)


@pytest.mark.parametrize("name", ["prefix", "prompt"])
def test_texts_make_room_for_what_stands_before_them(tiny_encoder, name) -> None:
    """The tiny encoder has 64 positions."""
    whole = encoder(tiny_encoder)
    roomy = with_room(whole, MethodPart(name=name, tokens=50))
    assert (whole.length, roomy.length) == (64, 14)
    network = tune(roomy, MethodPart(name=name, tokens=50), 4)
    ids = torch.tensor(tokens_of(roomy, ["rates " * 90]))
    network(input_ids=ids, attention_mask=torch.ones_like(ids))
    assert with_room(whole, MethodPart(name="lora", tokens=50)) is whole
    with pytest.raises(TinbergenError, match="T734") as fault:
        with_room(whole, MethodPart(name=name, tokens=57))
    with_room(whole, MethodPart(name=name, tokens=fault.value.facts["most"]))

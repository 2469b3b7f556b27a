"""Which of an encoder's parameters move: all, none, or small adapters beside them.

Low-rank adapters (Hu et al. 2021), with ranks that shrink where they matter least (AdaLoRA, Zhang
et al. 2023), scaled activations (IA3, Liu et al. 2022), trained prefixes (Li and Liang 2021) and
prompts (Lester et al. 2021) are peft's; bottlenecks (Houlsby et al. 2019) are ours.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

from tinbergen.core.errors import TinbergenError
from tinbergen.text.encoder import Encoder, fitting
from tinbergen.text.experiment import MethodPart
from tinbergen.text.parts import need
from tinbergen.text.tuning.bottleneck import add_bottlenecks

#: Methods by what moves: everything, nothing, an adapter.
WHOLE = ("full", "probe-then-full")
#: Tokens of a text that must have room.
_LEAST = 8
ADAPTED = ("lora", "adalora", "ia3", "prefix", "prompt", "bottleneck")

#: Rates of the encoder's parameters and of the head where an experiment says none. For a whole
#: encoder one to two orders below pre-training; adapters start from nothing and take more.
RATES: dict[str, tuple[float, float]] = {
    "full": (5e-5, 1e-3), "probe-then-full": (5e-5, 5e-4), "lora": (1e-3, 5e-3),
    "adalora": (4e-3, 5e-3), "ia3": (1e-2, 1e-2), "prefix": (1e-2, 1e-2), "prompt": (2e-2, 1e-2),
    "bottleneck": (1e-3, 5e-3),
}  # fmt: skip


def with_room(encoder: Encoder, method: MethodPart) -> Encoder:
    """The encoder, its texts cut so that prompts or prefixes have positions before them.

    Raises
    ------
    TinbergenError
        T734 when these leave no room for a text.
    """
    if method.name not in ("prefix", "prompt"):
        return encoder
    left = fitting(encoder.network, encoder.length + method.tokens) - method.tokens
    if left < _LEAST:
        raise TinbergenError(
            "T734", tokens=method.tokens, most=max(left + method.tokens - _LEAST, 0)
        )
    return replace(encoder, length=left)


def tune(encoder: Encoder, method: MethodPart, steps: int) -> Any:
    """The encoder's network with only those parameters moving that the method moves.

    ``steps`` of training are known beforehand, since AdaLoRA plans its ranks over them.

    Raises
    ------
    TinbergenError
        T023 when the encoder has no layers of the names asked for.
    """
    network = encoder.network
    if method.name in WHOLE:
        for parameter in network.parameters():
            parameter.requires_grad_(True)
        return network
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    if method.name not in ADAPTED:
        return network
    if method.name == "bottleneck":
        return add_bottlenecks(network, method.size, method.targets)
    peft = need("peft")
    try:
        with warnings.catch_warnings():
            # What peft calls of transformers that will be renamed is between the two.
            warnings.simplefilter("ignore", FutureWarning)
            return peft.get_peft_model(network, _config(peft, network, method, steps))
    except ValueError as fault:
        detail = " ".join(str(fault).split())[:160]
        raise TinbergenError("T023", method=method.name, detail=detail) from None


def _config(peft: Any, network: Any, method: MethodPart, steps: int) -> Any:
    task = peft.TaskType.FEATURE_EXTRACTION
    targets = list(method.targets) or "all-linear"
    if method.name == "lora":
        return peft.LoraConfig(
            task_type=task, r=method.rank, lora_alpha=method.alpha, target_modules=targets
        )
    if method.name == "adalora":
        # Ranks start half as large again and fall to the target in the middle half of training.
        return peft.AdaLoraConfig(
            task_type=task, init_r=method.rank + method.rank // 2, target_r=method.rank,
            lora_alpha=method.alpha, target_modules=targets, total_step=max(steps, 4),
            tinit=steps // 4, tfinal=steps // 4,
        )  # fmt: skip
    if method.name == "ia3":
        linear = list(method.targets) or _linear_names(network)
        inner = [name for name in linear if "intermediate" in name or "ffn" in name]
        return peft.IA3Config(task_type=task, target_modules=linear, feedforward_modules=inner)
    kind = peft.PrefixTuningConfig if method.name == "prefix" else peft.PromptTuningConfig
    return kind(task_type=task, num_virtual_tokens=method.tokens)


def _linear_names(network: Any) -> list[str]:
    """Names of linear layers without their numbers, as peft takes them."""
    linear = need("torch").nn.Linear
    names = {
        ".".join(part for part in name.split(".") if not part.isdigit())
        for name, module in network.named_modules()
        if isinstance(module, linear) and any(part.isdigit() for part in name.split("."))
    }
    return sorted({".".join(name.split(".")[-2:]) for name in names})


def allocate(network: Any, step: int) -> None:
    """Let AdaLoRA set its ranks after a step, else they never shrink; nothing for others."""
    inner = getattr(network, "base_model", None)
    if inner is not None and hasattr(inner, "update_and_allocate"):
        inner.update_and_allocate(step)


def moving(module: Any) -> dict[str, Any]:
    """The parameters that move, by name."""
    return {name: p for name, p in module.named_parameters() if p.requires_grad}


def penalty(network: Any) -> Any:
    """AdaLoRA's pull of singular vectors towards orthogonality (equation 4 there), or 0."""
    config = getattr(network, "peft_config", {}).get("default")
    weight = getattr(config, "orth_reg_weight", 0.0)
    if not weight:
        return 0.0
    torch = need("torch")
    terms = []
    for name, parameter in network.named_parameters():
        if parameter.requires_grad and ("lora_A" in name or "lora_B" in name):
            gram = parameter @ parameter.T if "lora_A" in name else parameter.T @ parameter
            terms.append(torch.linalg.norm(gram - torch.eye(len(gram), device=gram.device)))
    return weight * sum(terms) / len(terms) if terms else 0.0

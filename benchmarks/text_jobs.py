"""Ways of learning from text that are compared: each row's experiment, and who runs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: The seeds of the published splits of the FOMC sentences.
SEEDS = (5768, 78516, 944601)
#: Sentences of the minutes with a large model's labels; unlabelled where these are not asked for.
MINUTES = "fomc_silver_minutes.csv"

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the table: a set, its seed, a method by name, what its experiment says, and who
    runs it (``fit`` unless the experiment needs another table or goes on by periods or labels)."""

    set: str
    seed: int
    method: str
    said: Said = field(default_factory=dict)
    kind: str = "fit"

    @property
    def key(self) -> tuple[str, int, str]:
        return self.set, self.seed, self.method


_DESCENT: Said = {"precision": "bf16", "epochs": 3, "batch": 16}
_LONG: Said = _DESCENT | {"epochs": 10, "patience": 3}

_FULL: Said = {"method": {"name": "probe-then-full"}, "training": _DESCENT}
_TEACHER: Said = {
    "table": MINUTES, "text": "sentence",
    "labels": {"LABEL_0": "dovish", "LABEL_1": "hawkish", "LABEL_2": "neutral"},
}  # fmt: skip

#: Methods in the order in which they are run: the cheapest first.
METHODS: dict[str, Said] = {
    "lexical": {"method": {"name": "lexical"}},
    "probe": {"method": {"name": "probe"}},
    "probe, then full": {"method": {"name": "probe-then-full"}, "training": _DESCENT},
    "full": {"method": {"name": "full"}, "training": _DESCENT | {"learning_rate": 1e-4}},
    "bottleneck": {"method": {"name": "bottleneck"}, "training": _LONG},
    "IA3": {"method": {"name": "ia3"}, "training": _LONG},
    "AdaLoRA": {"method": {"name": "adalora"}, "training": _LONG},
    "prefix": {"method": {"name": "prefix"}, "training": _LONG},
    "prompt": {"method": {"name": "prompt"}, "training": _LONG},
    "LoRA": {"method": {"name": "lora"}, "training": _LONG},
    "LoRA, probe's head": {"method": {"name": "lora", "probe_head": True}, "training": _LONG},
    "augmented": _FULL | {"robust": {"augment": {}}},
    "FGM": _FULL | {"robust": {"adversarial": "fgm"}},
    "FreeLB": _FULL | {"robust": {"adversarial": "freelb"}},
    "SWA": _FULL | {"robust": {"average": "swa"}},
    "soup of 3": _FULL | {"robust": {"average": "soup"}},
    "greedy soup of 3": _FULL | {"robust": {"average": "greedy-soup"}},
    "teacher's minutes, as they stand": _FULL | {"few": {"teacher": _TEACHER, "most": 5000}},
    "pseudo-labels": _FULL | {"few": {"by": "pseudo", "unlabelled": MINUTES, "most": 3000}},
    "consistency": _FULL | {"few": {"by": "consistency", "unlabelled": MINUTES, "most": 3000}},
}

#: The same with several models asked at once, or with an encoder that has read the minutes before.
TOGETHER: dict[str, Said] = {"ensemble of 3": _FULL}
READ: dict[str, Said] = {"minutes read before": _FULL}

#: With few labels: the method and what it asks for besides so many labels.
FEW: dict[str, Said] = {
    "probe": {"method": {"name": "probe"}},
    "SetFit-like": {
        "method": {"name": "full"}, "few": {"by": "contrastive", "pairs": 10},
        "training": {"precision": "bf16", "epochs": 1, "batch": 16, "learning_rate": 2e-5},
    },
    "full": {"method": {"name": "full"}, "training": _LONG | {"learning_rate": 1e-4}},
    "LoRA": {"method": {"name": "lora"}, "training": _LONG},
    "probe, pseudo-labels": {"method": {"name": "probe"}, "few": {"by": "pseudo"}},
}  # fmt: skip
LABELS = (16, 32, 64, 128, 256, 512)

#: With the teacher's labels brought back to their sentences, which this table is written to.
TAUGHT: dict[str, Said] = {
    "teacher's minutes, brought back": _FULL | {"few": {"teacher": {"table": "-"}, "most": 20000}}
}

#: First-pass labels of the World Central Banks set; the test is asked by reviewed ones.
NOISE: dict[str, Said] = {
    "probe": {"method": {"name": "probe"}},
    "probe, confident learning": {"method": {"name": "probe"}, "few": {"noise": "confident"}},
    "probe, then full": _FULL,
    "small losses": _FULL | {"few": {"noise": "small-loss", "noise_rate": 0.3}},
}
#: How often a label turns with its sentence, without and with such pairs in training.
_TURNED: Said = {"phrases": "monetary-stance", "opposite": {"hawkish": "dovish"}}
TURNED: dict[str, Said] = {
    f"{name}{words}": METHODS[name] | {"robust": {"counterfactual": _TURNED | {"train": train}}}
    for name in ("lexical", "probe")
    for words, train in (("", False), (", turned sentences learned", True))
}
PERIODS: Said = {"starts": ["2007", "2015"]}
CONTINUAL: dict[str, Said] = {
    **dict.fromkeys(("naive", "replay", "ewc", "joint"), _FULL), "adapters": METHODS["LoRA"],
}  # fmt: skip


def jobs() -> list[Job]:
    """Every row of the tables, the cheaper sets first."""
    found = [Job("FOMC", seed, name, said) for name, said in METHODS.items() for seed in SEEDS]
    for kind, methods in (("taught", TAUGHT), ("together", TOGETHER), ("read", READ)):
        found += [Job("FOMC", s, name, said, kind) for name, said in methods.items() for s in SEEDS]
    found += [Job("FOMC, repeats kept", seed, name, METHODS[name])
              for name in ("lexical", "probe", "probe, then full") for seed in SEEDS]  # fmt: skip
    found += [Job("PhraseBank AllAgree", 0, name, METHODS[name])
              for name in ("lexical", "probe", "probe, then full", "full")]  # fmt: skip
    found += [Job("FOMC, few labels", seed, "active", {"method": {"name": "probe"}}, "active")
              for seed in SEEDS]  # fmt: skip
    for name, said in FEW.items():
        for seed in SEEDS:
            for labels in LABELS:
                few = {"few": {**said.get("few", {}), "labels": labels}}
                found.append(Job("FOMC, few labels", seed, f"{name}, {labels}", said | few))
    found += [Job("World Central Banks, first-pass labels", seed, name, said, "noise")
              for name, said in NOISE.items() for seed in (0, 1, 2)]  # fmt: skip
    found += [Job("World Central Banks, first-pass labels", seed, "probe, reviewed labels learned",
                  METHODS["probe"]) for seed in (0, 1, 2)]  # fmt: skip
    found += [Job("FOMC, sentences turned", seed, name, said, "turned")
              for name, said in TURNED.items() for seed in SEEDS]  # fmt: skip
    found += [Job("FOMC, three periods", seed, by, said | {"continual": PERIODS | {"by": by}},
                  "continual") for by, said in CONTINUAL.items() for seed in (0, 1, 2)]  # fmt: skip
    return found


def experiment_of(job: Job) -> Said:
    """The experiment file of a row, as YAML would say it."""
    if job.set.startswith("PhraseBank"):
        data: Said = {
            "table": "financial_phrasebank.csv", "text": "sentence",
            "keep": {"agreement": "AllAgree"}, "split": {"test": 0.2, "seed": job.seed},
        }  # fmt: skip
    elif job.set.startswith("World"):
        label = "stance_first" if job.kind == "noise" else "stance"
        data = {"table": "wcb_reviewed_subset.csv", "text": "sentence", "label": label,
                "split": {"test": 0.2, "seed": job.seed}}  # fmt: skip
    else:
        side = {"by": "column", "column": f"split_{job.seed}", "seed": job.seed}
        side["repeats"] = "keep" if "kept" in job.set else "drop"
        if job.kind == "continual":
            side = {"test": 0.2, "seed": job.seed}
        data = {"table": "fomc_stance.csv", "text": "sentence", "label": "label_name",
                "date": "year", "split": side}  # fmt: skip
    said = {"name": "bench", "data": data, **job.said}
    said["training"] = {"seed": job.seed, **job.said.get("training", {})}
    return said

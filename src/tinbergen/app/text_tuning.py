"""What comes before training: a rate of learning by trial, an encoder that has read on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tinbergen.app.answer import Answer
from tinbergen.app.results_text import TextPretraining, TextRate
from tinbergen.app.text_folder import check_name
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.files import is_file
from tinbergen.core.manifest import Manifest, begin_results, end_results, listed
from tinbergen.core.plain import dump
from tinbergen.core.progress import Progress
from tinbergen.loop.case.keeping import name_of
from tinbergen.text.base import base_of
from tinbergen.text.encoder import load_encoder
from tinbergen.text.experiment import read_experiment
from tinbergen.text.labelled import read_labelled, read_rows
from tinbergen.text.learning import untrained
from tinbergen.text.splits import split_rows
from tinbergen.text.tuning.finder import RateTrial, find_rate
from tinbergen.text.tuning.pretraining import Pretrained, pretrain

#: Files of an encoder's folder.
_FILES = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")


@dataclass(frozen=True, slots=True)
class RateInputs:
    """An experiment file whose method descends a loss."""

    experiment: Path
    lang: Language = "en"


@dataclass(frozen=True, slots=True)
class PretrainInputs:
    """An experiment, for its encoder and training; a table of texts and its column; a folder,
    where ``force`` replaces an encoder."""

    experiment: Path
    data: Path
    out: Path
    column: str = "text"
    lang: Language = "en"
    force: bool = False


def rate(inputs: RateInputs, progress: Progress | None = None) -> Answer[TextRate, RateTrial]:
    """Try rates of learning on an experiment's training rows.

    Raises
    ------
    TinbergenError
        T031 for a method that descends nothing; those of reading; T025.
    """
    tell = progress or Progress()
    experiment, _ = read_experiment(inputs.experiment)
    if experiment.method.name == "probe":
        raise TinbergenError("T031", method="probe")
    folder = inputs.experiment.parent
    table = read_labelled(experiment.data, folder)
    split = split_rows(table, experiment.data.split)
    model, rates = untrained(experiment, folder, table, split, tell)
    rows = table.take(split.train)
    assert model.encoder is not None
    found = find_rate(
        model.network, model.sample(rows.texts, rows.numbers, rows.labels), experiment.training,
        model.encoder.tokenizer.pad_token_id, head=rates[1] / rates[0], progress=tell,
    )  # fmt: skip
    result = TextRate(
        experiment.name, found.suggested, tuple(found.rates.tolist()), tuple(found.losses.tolist())
    )
    return Answer(result, found)


def read_on(
    inputs: PretrainInputs, progress: Progress | None = None
) -> Answer[TextPretraining, Pretrained]:
    """Let an experiment's encoder read on in a table of texts; the folder can be named as encoder.

    Raises
    ------
    TinbergenError
        C236 when the folder holds the encoder of another run, one that was changed since, or files
        of such names that are nobody's; C004 when it can't be written, or has a name that no
        experiment could tell; those of reading, of loading the encoder, and T022, T025, T030 of
        :func:`tinbergen.text.tuning.pretraining.pretrain`.
    """
    tell = progress or Progress()
    experiment, _ = read_experiment(inputs.experiment)
    texts = [text for text in read_rows(inputs.data).column(inputs.column) if text]
    encoder = load_encoder(experiment.encoder, inputs.experiment.parent)
    folder = inputs.out
    read = (dump(experiment.encoder.model_dump()), dump(experiment.training.model_dump()),
            dump(texts), str(base_of(encoder)))  # fmt: skip
    run = Manifest("text pretrain", experiment.name, "", "", "", name_of(read))
    check_name(folder)
    before = begin_results(folder, run, _FILES, force=inputs.force)
    found = pretrain(encoder, texts, experiment.training, folder, progress=tell)
    result = TextPretraining(
        str(folder), found.texts, found.kept_aside, found.before, found.losses, found.fresh
    )
    written = [name for name in _FILES if is_file(folder / name)]
    for name in set(before) - set(written):
        (folder / name).unlink(missing_ok=True)
    end_results(folder, run, [listed(folder, name) for name in written])
    return Answer(result, found)

"""Ways of learning, through the same door as any training."""

from dataclasses import replace

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.experiment import parse_experiment
from tinbergen.text.fit import fit
from tinbergen.text.model import save_model

torch = pytest.importorskip("torch")
pytest.importorskip("peft")
pytest.importorskip("sklearn")


def experiment(more: str, method: str = "full", epochs: int = 2, table: str = "table.csv"):
    return parse_experiment(
        f"name: x\ndata: {{table: {table}}}\nencoder: {{name: tiny}}\n"
        f"method: {{name: {method}}}\n"
        f"training: {{epochs: {epochs}, learning_rate: 0.01, batch: 8}}\n{more}", "x",
    )[0]  # fmt: skip


def weights(found):
    return {n: p.detach().clone() for n, p in found.model.network.named_parameters()}


def equal(one, two) -> bool:
    return all(torch.equal(one[n], two[n]) for n in one)


WAYS = [
    "few: {labels: 24, by: consistency, confidence: 0.4}",
    "few: {labels: 24, by: pseudo, confidence: 0.5, rounds: 1}",
    "few: {labels: 24, by: contrastive, pairs: 4}",
    "few: {noise: small-loss}",
    "robust: {adversarial: fgm, epsilon: 0.5}",
    "robust: {adversarial: freelb, epsilon: 0.5, steps: 2}",
    "robust: {average: swa}",
    "robust: {average: soup, members: 2}",
    "robust: {average: greedy-soup, members: 2}",
]


@pytest.mark.parametrize("way", WAYS)
def test_each_way_learns_something_of_its_own_and_the_same_twice(workshop, way) -> None:
    plain = experiment("few: {labels: 24}" if "labels" in way else "")
    usual, first, second = (weights(fit(e, workshop)) for e in (plain, *[experiment(way)] * 2))
    assert equal(first, second) and not equal(first, usual)


@pytest.mark.parametrize("way", WAYS[:7])
def test_each_way_reaches_what_words_tell(workshop, way) -> None:
    found = fit(experiment(way, epochs=6), workshop)
    assert found.scores.weighted_f1 > found.majority + 0.3


def test_pseudo_labels_use_the_texts_without_labels(workshop) -> None:
    """Words counted on six labels know few words; texts without labels bring the others."""
    few = fit(experiment("few: {labels: 6}", "lexical"), workshop)
    more = fit(
        experiment("few: {labels: 6, by: pseudo, confidence: 0.35, rounds: 3}", "lexical"),
        workshop,
    )
    assert more.scores.weighted_f1 > few.scores.weighted_f1
    # What the table had is untouched: the caller's split and labels are those of the file.
    assert (more.table.labels >= 0).all()


def test_a_teachers_table_is_learned_but_not_its_copies_of_the_test(workshop) -> None:
    from tinbergen.text.few.lesson import Lesson
    from tinbergen.text.few.teaching import taught

    asked = experiment(
        "few: {labels: 6, teacher: {table: silver.csv, labels: {A: up, B: down, C: flat}}}",
        "lexical",
    )
    found = fit(experiment("few: {labels: 6}", "lexical"), workshop)
    codes = {"up": "A", "down": "B", "flat": "C"}
    lines = [f"{t},{codes[found.table.names[label]]}"
             for t, label in zip(found.table.texts, found.table.labels, strict=True)]  # fmt: skip
    (workshop / "silver.csv").write_text("\n".join(["text,label", *lines]) + "\n")
    assert fit(asked, workshop).scores.weighted_f1 > found.scores.weighted_f1
    assert asked.few is not None and asked.few.teacher is not None
    lesson = taught(Lesson(found.table, found.split), asked.few, asked.few.teacher, workshop, 0)
    kept = {lesson.table.texts[i] for i in lesson.split.train}
    test = {found.table.texts[i] for i in found.split.test}
    assert not kept & test and len(lesson.split.train) == 2 * len(found.split.train)
    (workshop / "silver.csv").write_text("\n".join(["text,label", "x y,D"]) + "\n")
    with pytest.raises(TinbergenError, match="T003"):
        fit(asked, workshop)
    only = [line for t, line in zip(found.table.texts, lines, strict=True) if t in test]
    (workshop / "silver.csv").write_text("\n".join(["text,label", *only]) + "\n")
    with pytest.raises(TinbergenError, match="T132"):
        fit(asked, workshop)


def test_a_teachers_chances_are_mixed_with_labels(workshop) -> None:
    from tinbergen.text.few.lesson import Lesson, fewer
    from tinbergen.text.few.teaching import taught

    found = fit(experiment("", "lexical"), workshop)
    save_model(found.model, workshop / "teacher", {})
    asked = experiment("few: {teacher: {model: teacher, share: 0.25}}")
    assert asked.few is not None and asked.few.teacher is not None
    begun = fewer(Lesson(found.table, found.split), 10, 0)
    lesson = taught(begun, asked.few, asked.few.teacher, workshop, 0)
    assert lesson.targets is not None
    labelled, bare = begun.split.train[0], begun.split.unlabelled[0]
    told = found.model.predict([found.table.texts[i] for i in (labelled, bare)]).chances
    np.testing.assert_allclose(lesson.targets[bare], told[1])
    own = np.eye(3)[found.table.labels[labelled]]
    np.testing.assert_allclose(lesson.targets[labelled], 0.75 * own + 0.25 * told[0])
    assert set(lesson.split.train) == set(begun.split.train) | set(begun.split.unlabelled)
    assert fit(asked, workshop).scores.rows == 24


def test_confident_learning_leaves_out_what_others_contradict(workshop) -> None:
    from tinbergen.text.few.lesson import Lesson
    from tinbergen.text.few.noise import cleaned

    found = fit(experiment("", "lexical"), workshop)
    wrong = found.split.train[:8]
    labels = found.table.labels.copy()
    labels[wrong] = (labels[wrong] + 1) % 3
    lesson = cleaned(
        Lesson(replace(found.table, labels=labels), found.split), None, experiment(""), None
    )
    gone = set(found.split.train) - set(lesson.split.train)
    assert len(gone & set(wrong)) >= 6 and len(gone) <= 12
    assert fit(experiment("few: {noise: confident}"), workshop).scores.rows == 24


def test_augmented_rows_share_the_label_and_leave_the_test_alone(workshop) -> None:
    from tinbergen.text.experiment_ways import AugmentPart
    from tinbergen.text.few.lesson import Lesson
    from tinbergen.text.robust.augmenting import augmented

    (workshop / "same.csv").write_text("word,other\nrise,mount\nfall,drop\nmeeting,session\n")
    found = fit(experiment("", "lexical"), workshop)
    begun = Lesson(found.table, found.split)
    more = augmented(
        begun, AugmentPart(times=2, synonyms=None, numbers=False, entities="same.csv"), workshop, 0
    )
    added = more.split.train[len(begun.split.train) :]
    assert len(added) > 10 and (added >= len(found.table)).all()
    known = set(found.table.texts)
    same = {"rise": "mount", "fall": "drop", "meeting": "session"}
    back = {"mount": "rise", "drop": "fall", "session": "meeting"}
    labels = dict(zip(found.table.texts, found.table.labels, strict=True))
    for row in added:
        words = more.table.texts[row].split()
        assert more.table.texts[row] not in known and set(words) & set(same.values())
        # Each comes from a training text of its label.
        origin = " ".join(back.get(word, word) for word in words)
        assert labels[origin] == more.table.labels[row]
    assert fit(
        experiment("robust: {augment: {synonyms: same.csv}}"), workshop
    ).scores.rows == 24  # fmt: skip


@pytest.mark.parametrize(
    ("more", "method", "code"),
    [
        ("few: {by: pseudo}", "lexical", "T130"),
        ("few: {by: consistency}", "full", "T130"),
        ("few: {by: contrastive}", "lexical", "T131"),
        ("robust: {adversarial: fgm}", "probe", "T131"),
        ("robust: {average: swa}", "probe", "T131"),
        ("robust: {adversarial: fgm}\nfew: {noise: small-loss}", "full", "T131"),
        ("few: {teacher: {share: 0.2}}", "full", "T132"),
        ("few: {labels: 2}", "full", "T133"),
        ("robust: {augment: {translate: [no, where]}}", "full", "T021"),
    ],
)
def test_what_can_not_be_had_is_said(workshop, more, method, code) -> None:
    with pytest.raises(TinbergenError) as raised:
        fit(experiment(more, method), workshop)
    assert raised.value.code == code


def test_a_soup_is_the_mean_of_its_members(workshop) -> None:
    """Two members of one epoch each, from one start: their mean is what the soup holds."""
    soup = weights(fit(experiment("robust: {average: soup, members: 2}", epochs=1), workshop))
    alone = []
    for seed in (0, 1):
        from tinbergen.text.labelled import read_labelled
        from tinbergen.text.learning import descend, untrained
        from tinbergen.text.splits import split_rows

        base = experiment("", epochs=1)
        table = read_labelled(base.data, workshop)
        split = split_rows(table, base.data.split)
        model, rates = untrained(base, workshop, table, split)
        told = base.model_copy(update={"training": base.training.model_copy(
            update={"seed": seed})})  # fmt: skip
        descend(model, rates, told, table, split)
        alone.append({n: p.detach().double() for n, p in model.network.named_parameters()})
    for name, value in soup.items():
        mean = (alone[0][name] + alone[1][name]) / 2
        np.testing.assert_allclose(value.numpy(), mean.numpy(), rtol=1e-6, atol=1e-8)

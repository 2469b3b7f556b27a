"""The words that a person who edits a case file gets to read, and that nothing else happens."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from tinbergen.core.errors import TinbergenError, catalogue
from tinbergen.loop.case import cases
from tinbergen.loop.case.casefile import CaseFile
from tinbergen.loop.case.casereading import parse_case, read_case
from tinbergen.loop.situation import assess

TEXT = cases.text_of("us-2008")


def edited(old: str, new: str) -> str:
    assert TEXT.count(old) >= 1, old
    return TEXT.replace(old, new, 1)


LINK = (
    "links:\n  - {{cause: {}, effect: INFL, response: 0.2, why: {{en: a, zh: 甲}}, "
    "basis: {{en: b, zh: 乙}}}}\n"
)

HINDSIGHT = "hindsight:\n  - {{parameters: [{}], until: 2009Q4, why: {{en: a, zh: 甲}}}}\n"

#: Kind of mistake -> code of its message, text or bytes of the file.
MISTAKES: dict[str, tuple[str, str | bytes]] = {
    # Not the text of a case at all.
    "empty_file": ("L003", ""),
    "comments_only": ("L003", "# to be written\n"),
    "a_list": ("L003", "- name: us-2008\n- seed: 1\n"),
    "a_word": ("L003", "hello\n"),
    "binary_file": ("L001", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    "zero_byte": ("L001", edited("seed: 2008", "seed: 20\x0008")),
    "too_large": ("C240", "# " + "x" * 1_000_001),
    # Not YAML.
    "tab": ("L001", edited("  source:", "\tsource:")),
    "second_colon": ("L001", edited("en: United States, as", "en: United States: as")),
    "open_quotation": ("L001", edited("en: United States", 'en: "United States')),
    "indentation": ("L001", edited("  zh: 美国", "    zh: 美国")),
    "missing_colon": ("L001", edited("seed: 2008\n", "seed 2008\n")),
    "two_documents": ("L001", TEXT + "\n---\nname: other\n"),
    "open_bracket": ("L001", edited("[GROWTH, U, INFL]", "[GROWTH, U, INFL") + "x: 1\n"),
    "key_is_a_list": ("L001", TEXT + "\n? [a, b]\n: 1\n"),
    "tag": ("L001", edited("seed: 2008", "seed: !!python/name:os.system 1")),
    "alias_bomb": (
        "L005", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\n",
    ),
    "nested_too_deeply": ("C240", "name: " + "[" * 600 + "]" * 600),
    "key_twice": ("L016", TEXT + "\nseed: 3\n"),
    "key_twice_within": (
        "L016", edited("    lower: -100\n", "    lower: -100\n    lower: 0\n"),
    ),
    # Keys.
    "misspelt_key": ("L002", edited("\ntargets:", "\ntarget:")),
    "misspelt_key_within": ("L002", edited("    cost: 2.0e-5", "    csot: 2.0e-5")),
    "unknown_key": ("L002", TEXT + "\ndiscount: 0.99\n"),
    "merge_key": ("L002", edited("  source:", "  <<: {source: x}\n  source:")),
    "missing_key": ("L004", edited("model: us_keynes\n", "")),
    "missing_key_within": ("L004", edited("    desired: 2\n", "")),
    # Values.
    "number_wanted": ("L003", edited("lower: -100", "lower: low")),
    "not_finite": ("L003", edited("desired: 3", "desired: inf")),
    "too_large_a_number": ("L003", edited("desired: 2\n", "desired: 1e200\n")),
    "whole_number_wanted": ("L003", edited("draws: 1000", "draws: many")),
    "true_or_false_wanted": ("L003", edited("relative: true", "relative: maybe")),
    "words_wanted": ("L003", re.sub(r"title:\n.*\n.*\n", "title: [A case]\n", TEXT, count=1)),
    "mapping_wanted": ("L003", edited("data:\n  source: us_macrodata", "data: us_macrodata")),
    "text_wanted": ("L003", edited("name: us-2008", "name: [us]")),
    "list_wanted": ("L003", edited("[GROWTH, U, INFL]", "GROWTH")),
    "one_of_several": ("L003", edited("sense: at_least", "sense: above")),
    "negative_weight": ("L003", edited("weight: 4", "weight: -4")),
    "negative_cost": ("L003", edited("cost: 2.0e-5", "cost: -1")),
    "horizon_out_of_range": ("L003", edited("horizon: 12", "horizon: 201")),
    "no_horizon": ("L003", edited("horizon: 12", "horizon: 0")),
    "no_instruments": ("L003", re.sub(r"instruments:\n(  .*\n)+", "instruments: []\n", TEXT)),
    "name_with_spaces": ("L003", edited("name: us-2008", "name: 美国 2008")),
    "bad_period": ("L003", edited("as_of: 2008Q3", "as_of: 2008Q5")),
    "a_day": ("L003", edited("as_of: 2008Q3", "as_of: 2008-09-30")),
    "lower_above_upper": ("L003", edited("lower: -4", "lower: 5")),
    "value_with_growth": ("L003", edited("years: 10", "value: 3")),
    "stated_without_values": (
        "L003", edited("TAX: {rule: constant, value: 0}", "TAX: {rule: stated}"),
    ),
    "values_without_stated": (
        "L003", edited("TAX: {rule: constant, value: 0}", "TAX: {rule: constant, values: {2009Q1: 1}}"),
    ),
    "range_upside_down": ("L003", edited("seed: 2008\n", "seed: 2008\nplausible: {U: [9, 3]}\n")),
    "range_of_nothing": ("L006", edited("seed: 2008\n", "seed: 2008\nplausible: {UU: [3, 9]}\n")),
    "hindsight_of_nothing": ("L006", edited("seed: 2008\n", "seed: 2008\n" + HINDSIGHT.format("xx"))),
    "hindsight_in_years": (
        "L014", edited("seed: 2008\n", "seed: 2008\n" + HINDSIGHT.format("short rate").replace(
            "2009Q4", "2009")),
    ),
    "stated_in_years": (
        "L014", edited("TAX: {rule: constant, value: 0}", "TAX: {rule: stated, values: {2009: 1}}"),
    ),
    "monitored_before_it_begins": ("L003", edited("until: 2009Q3", "until: 2008Q3")),
    "instrument_twice": ("L017", edited("name: r\n", "name: TAX\n")),
    "target_twice": ("L017", edited("variable: INFL", "variable: U")),
    # Names.
    "unknown_target": ("L006", edited("variable: U\n", "variable: UNEMP\n")),
    "misspelt_target": ("L006", edited("variable: INFL", "variable: INFFL")),
    "unknown_instrument": ("L006", edited("name: G_gov", "name: G_goov")),
    "instrument_is_an_outcome": ("L006", edited("name: TAX", "name: DEFICIT")),
    "target_is_an_instrument": ("L006", edited("variable: U\n", "variable: r\n")),
    "unknown_constraint": ("L006", edited("variable: DEFICIT", "variable: DEBT")),
    "unknown_trip_wire": ("L006", edited("U, INFL]", "U, INFLATION]")),
    "unknown_policy": ("L006", edited("r: short rate", "rate: short rate")),
    "policy_without_equation": ("L018", edited("r: short rate", "r: short rates")),
    "policy_of_another_equation": ("L018", edited("r: short rate", "r: consumption")),
    "unknown_exogenous": ("L006", edited("TAX: {rule", "TAXES: {rule")),
    "unknown_indicator": (
        "L054", edited("seed: 2008\n", "seed: 2008\nunits: {GDPP: {en: yen, zh: 日元}}\n"),
    ),
    "unknown_indicator_felt": ("L054", edited("  GDP: rest of", "  GDDP: rest of")),
    "link_of_no_pack": ("L044", edited("seed: 2008\n", "seed: 2008\n" + LINK.format("tade.TARIFF"))),
    "link_to_nothing": ("L049", edited("seed: 2008\n", "seed: 2008\n" + LINK.format("trade.TARIF"))),
    "question_misspelt": (
        "L002", edited("seed: 2008\n", "seed: 2008\ndiagnosis: [{examin: growth}]\n"),
    ),
    "unknown_model": ("M019", edited("model: us_keynes", "model: us_keyne")),
    "unknown_source": ("L011", edited("source: us_macrodata", "source: us_macro")),
    # Dates.
    "another_frequency": ("L014", edited("as_of: 2008Q3", "as_of: 2008")),
    "estimated_by_years": ("L014", edited("start: 1968Q3", "start: 1961")),
    "monitored_by_months": ("L014", edited("until: 2009Q3", "until: 2009-09")),
    "model_of_another_frequency": ("L020", edited("model: us_keynes", "model: keynes_annual")),
    "date_after_the_data": ("L007", edited("as_of: 2008Q3", "as_of: 2009Q4").replace(
        "until: 2009Q3", "until: 2010Q3")),
    "date_before_the_data": ("D003", edited("as_of: 2008Q3", "as_of: 1958Q4")),
    "date_too_early": ("L008", edited("as_of: 2008Q3", "as_of: 1964Q1")),
    "path_without_a_rule": ("L013", edited("  TAX: {rule: constant, value: 0}\n", "")),
    "zero_can_not_grow": ("L019", edited("{rule: constant, value: 0}", "{rule: growth}")),
}  # fmt: skip

#: Mistakes that stand nowhere in the file: in its whole, or between it and the data.
NOWHERE = {
    "too_large", "date_after_the_data", "date_before_the_data",
    "date_too_early", "path_without_a_rule", "zero_can_not_grow",
}  # fmt: skip


@pytest.mark.parametrize("kind", MISTAKES)
def test_mistakes_in_a_case_file(kind, golden, tmp_path, monkeypatch) -> None:
    code, content = MISTAKES[kind]
    monkeypatch.chdir(tmp_path)
    Path("case.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(TinbergenError) as caught:
        assess(cases.load("case.yaml"))
    fault = caught.value
    assert fault.code == code
    assert (fault.at is None or fault.at.line is None) == (kind in NOWHERE)
    words = "\n\n".join(fault.render(lang) for lang in ("en", "zh")) + "\n"
    assert not re.search(r"\{\w+\}", words), "a placeholder is not filled"
    assert ("^" in words) == (kind not in NOWHERE and bool(fault.at.text))
    golden(f"{kind}.txt", words)


def test_what_was_probably_meant() -> None:
    hints = {
        "misspelt_key": "targets", "misspelt_key_within": "cost", "misspelt_target": "INFL",
        "unknown_instrument": "G_gov", "policy_without_equation": "short rate",
        "unknown_model": "us_keynes", "unknown_source": "us_macrodata", "unknown_exogenous": "TAX",
    }  # fmt: skip
    for kind, hint in hints.items():
        with pytest.raises(TinbergenError) as caught:
            written, positions = parse_case(str(MISTAKES[kind][1]), "case.yaml")
            cases.build(written, positions, Path())
        assert caught.value.hint == hint


def test_the_caret_stands_under_the_word() -> None:
    text = str(MISTAKES["unknown_trip_wire"][1])
    written, positions = parse_case(text, "case.yaml")
    with pytest.raises(TinbergenError) as caught:
        cases.build(written, positions, Path())
    at = caught.value.at
    assert at.text[at.column - 1 :].startswith("INFLATION")
    source, caret = at.excerpt().splitlines()
    assert source[caret.index("^") :].startswith("INFLATION")


def test_every_message_of_the_layer_is_written_in_both_languages() -> None:
    ours = {code: entry for code, entry in catalogue().items() if code.startswith("L")}
    assert len(ours) >= 20
    for code, entry in ours.items():
        for lang in ("en", "zh"):
            assert set(entry[lang]) == {"title", "cause", "fix"}, code
        en, zh = (
            {n.removesuffix("_zh") for n in re.findall(r"\{(\w+)\}", " ".join(words.values()))}
            for words in (entry["en"], entry["zh"])
        )
        assert en == zh, code


def test_values_are_read_as_they_are_written() -> None:
    written, _ = parse_case(
        edited("zh: 美国，截至2008年第三季度", "zh: no").replace("cost: 2.0e-5", "cost: 2e-5"), "x"
    )
    assert written.title.zh == "no"
    assert written.instruments[0].cost == 2e-5
    bare, _ = parse_case(edited("    upper: 300\n", "    upper:\n"), "x")
    assert bare.instruments[0].upper is None


def test_the_worked_case_is_what_its_file_says(tmp_path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(TEXT, encoding="utf-8")
    written, positions = read_case(path)
    plain = yaml.safe_load(TEXT)
    assert CaseFile.model_validate({**plain, "as_of": str(plain["as_of"])}) == written
    assert str(positions.at("targets", 1, "variable")) == f"{path}:68:15"


def test_windows_and_byte_order_marks(tmp_path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert read_case(path)[0] == parse_case(TEXT, "x")[0]
    path.write_bytes(MISTAKES["unknown_target"][1].replace("\n", "\r\n").encode())
    with pytest.raises(TinbergenError) as caught:
        cases.load(path)
    assert (caught.value.at.line, caught.value.at.column) == (68, 15)


ODD = (
    "", "~", ".nan", ".inf", "-1", "1e999", "[]", "{}", "[a]", "{a: b}", "*x", "&x y", "!!int 3",
    '"', "'", "- ", "?", "|", ">", "yes", "2008Q5", "1959Q1", "GDP", "r", "RULE", "short rate",
    "growth", "1e30", "é", "中文", "\t", "\x00", "\ufeff", "\u2028", "#", "%", "@", "`", "<<", "=",
    "0x_", "._", "2008-13-45", "klein1", "../x", "true", ": ", "{x}",
)  # fmt: skip
_WORD = re.compile(r"[A-Za-z0-9_.\-]+")


def mutant(rng: random.Random) -> str:
    """The worked case with one to three accidents."""
    text = TEXT
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        lines, words = text.split("\n"), list(_WORD.finditer(text))
        line, at = rng.randrange(len(lines)), rng.randrange(len(text) + 1)
        word = rng.choice(words)
        match rng.randrange(7):
            case 0:
                del lines[line]
                text = "\n".join(lines)
            case 1:
                lines.insert(rng.randrange(len(lines)), lines[line])
                text = "\n".join(lines)
            case 2:
                lines[line] = " " * rng.randrange(5) + lines[line].lstrip()
                text = "\n".join(lines)
            case 3:
                text = text[:at] + rng.choice(ODD) + text[at:]
            case 4:
                text = text[:at] + text[at + rng.randrange(1, 4) :]
            case 5:
                text = text[: word.start()] + rng.choice(ODD) + text[word.end() :]
            case _:
                text = text[: word.start()] + rng.choice(words).group() + text[word.end() :]
    return text


def test_no_accident_brings_more_than_a_message() -> None:
    outcomes: Counter[str] = Counter()
    for seed in range(300):
        text = mutant(random.Random(seed))
        try:
            written, positions = parse_case(text, "case.yaml")
            cases.build(written, positions, Path())
        except TinbergenError as fault:
            outcomes[fault.code] += 1
            assert fault.at is not None, seed
            assert fault.at.line is None or fault.at.line <= len(text.splitlines()) + 1
            assert fault.text("title", "zh") != fault.text("title", "en")
        else:
            outcomes["valid"] += 1
    assert outcomes["valid"] > 30
    assert len(outcomes) >= 8


def load_text(text: str, folder: Path) -> cases.Case:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return cases.load(path)


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = edited("source: us_macrodata", "source: us_macro")
    for old, new in (("lower: -100", "lower: low"), ("weight: 4", "weight: -4"),
                     ("variable: U\n", "variable: UNEMP\n"), ("until: 2009Q3", "until: 2007Q3"),
                     ("GDP: rest of demand", "GDP: rest of demnd")):  # fmt: skip
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(TinbergenError) as caught:
        load_text(text, tmp_path)
    faults = [caught.value, *caught.value.also]
    assert [f.code for f in faults] == ["L011", "L006", "L003", "L006", "L003", "L003"]
    lines = [f.at.line for f in faults if f.at]
    assert lines == sorted(lines) and len(set(lines)) == 6
    assert "UNEMP" in str(caught.value) and "rest of demand" in str(caught.value)
    assert caught.value.to_dict()["also"][0]["code"] == "L006"


def test_two_misspelt_keys_are_told_without_what_follows_from_them(tmp_path: Path) -> None:
    text = edited("\ntargets:", "\ntarget:").replace("    desired: 3", "    desird: 3")
    with pytest.raises(TinbergenError) as caught:
        load_text(text.replace("horizon: 12", "horizon: 900"), tmp_path)
    told = [(f.code, f.hint) for f in (caught.value, *caught.value.also)]
    assert told == [("L003", None), ("L002", "targets")]


ENGLISH = [(re.compile(r", zh: [^}]*}"), "}"), (re.compile(r"\n  zh: .*"), "")]


def test_one_language_is_enough_and_is_said_once(tmp_path: Path) -> None:
    text = TEXT
    for pattern, left in ENGLISH:
        text = pattern.sub(left, text)
    text = text.replace("title: {en: Inflation}", "title: 物价涨幅")
    case = load_text(text, tmp_path)
    assert case.title.zh == case.title.en == "United States, as of 2008Q3"
    assert next(t.title.en for t in case.targets if t.variable == "INFL") == "物价涨幅"
    told = [a for a in case.advice if a.code == "L266"]
    assert {a.facts["given"].en: a.facts["count"] for a in told} == {"English": 15, "Chinese": 1}


def test_a_title_is_plain_text(tmp_path: Path) -> None:
    text = re.sub(r"title:\n.*\n.*\n", "title: UK, mine\n", TEXT, count=1)
    assert load_text(text, tmp_path).title.en == "UK, mine"
    both = text.replace("UK, mine", "UK, mine | 英国")
    case = load_text(both.replace("owner: central bank", "owner: the Bank"), tmp_path)
    assert (case.title.zh, case.instruments[2].owner.zh) == ("英国", "the Bank")
    assert [a.code for a in case.advice] == []


def test_monitoring_beyond_the_data_is_said(tmp_path: Path) -> None:
    told = load_text(edited("until: 2009Q3", "until: 2035Q1"), tmp_path).advice
    assert [(a.code, str(a.facts["last"])) for a in told] == [("L265", "2009Q3")]
    assert told[0].at is not None and told[0].at.line is not None

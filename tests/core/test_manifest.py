"""A folder holds the files of one run, and its manifest proves it."""

import dataclasses
import json
from pathlib import Path

import pytest

from tinbergen.core import manifest as module
from tinbergen.core.errors import TinbergenError
from tinbergen.core.manifest import MANIFEST, Manifest, check_place, verify, write_results

RUN = Manifest("run", "us-2008", "", "en", "2008Q3", "abc")
OTHERS = [
    {"command": "cross"}, {"case": "uk-2012"}, {"scenario": "trade-war"}, {"language": "zh"},
    {"as_of": "2008Q4"}, {"inputs": "abd"},
]  # fmt: skip
CONTENTS = {"report.html": "<p>增长</p>", "plan.json": '{"id": "plan-1", "loss": 1.0}'}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "out"
    write_results(place, RUN, CONTENTS)
    return place


def refused(call, *words: object, **options: object) -> TinbergenError:
    with pytest.raises(TinbergenError) as fault:
        call(*words, **options)
    return fault.value


def test_a_folder_is_as_its_run_left_it(folder: Path) -> None:
    found = verify(folder)
    assert found.complete
    assert found.same_run(RUN)
    assert found == Manifest.load(folder)
    assert [f.name for f in found.files] == list(CONTENTS)
    assert found.ids() == {"plan.json": "plan-1"}
    # As sha256sum prints it.
    assert found.files[1].sha256 == (
        "1a7f83f53c39cabbf0aa8ef4c5c804a23f341707d8cb88e04ecf696fb012c053"
    )
    assert found.files[0].size == len(CONTENTS["report.html"].encode())
    (folder / "notes.txt").write_text("mine")
    assert verify(folder) == found


def test_what_is_missing_or_changed_is_named(folder: Path) -> None:
    (folder / "report.html").unlink()
    (folder / "plan.json").write_text("{}")
    fault = refused(verify, folder)
    assert fault.code == "C234"
    assert "missing: report.html; changed: plan.json" in fault.text("title")
    assert "缺失：report.html；已改动：plan.json" in fault.text("title", "zh")
    assert refused(verify, folder.parent).code == "C233"


def test_whoever_changes_the_list_too_lacks_the_key(folder: Path, monkeypatch) -> None:
    (folder / "plan.json").write_text("{}")
    data = json.loads((folder / MANIFEST).read_text("utf-8"))
    data["files"][1] |= {"sha256": module._hash(folder / "plan.json"), "size": 2, "id": ""}
    (folder / MANIFEST).write_text(json.dumps(data))
    assert refused(verify, folder).code == "C231"
    assert verify(folder, unsealed_too=True).complete
    monkeypatch.setenv("TINBERGEN_KEY", str(folder.parent / "another"))
    assert "another key" in refused(verify, folder).text("title")


@pytest.mark.parametrize(
    "spoiled",
    ["{", "[]", '{"command": "run"}', '{"files": ["../../key"]}', '{"files": ["/etc/passwd"]}',
     '{"files": ["manifest.json"]}', '{"files": ["a/../../b"]}', '{"files": ["a\\\\b"]}'],
)  # fmt: skip
def test_a_manifest_that_is_none(folder: Path, spoiled: str) -> None:
    text = spoiled
    if "files" in spoiled:
        (name,) = json.loads(spoiled)["files"]
        data = json.loads((folder / MANIFEST).read_text("utf-8"))
        data["files"][0]["name"] = name
        text = json.dumps(data)
    (folder / MANIFEST).write_text(text)
    assert refused(verify, folder).code == "C235"
    assert refused(check_place, folder, RUN, CONTENTS).code == "C235"
    write_results(folder, RUN, CONTENTS, force=True)
    assert verify(folder).complete


def test_a_run_takes_the_place_of_itself_only(folder: Path) -> None:
    write_results(folder, RUN, {**CONTENTS, "report.html": "new"})
    assert verify(folder)
    for change in OTHERS:
        other = dataclasses.replace(RUN, **change)
        fault = refused(write_results, folder, other, {"report.html": "theirs"})
        assert fault.code == "C236"
        assert "us-2008" in fault.text("title")
        assert "--force" in fault.text("fix")
        assert "--out" in fault.text("fix")
    assert (folder / "report.html").read_text() == "new"
    assert verify(folder).same_run(RUN)


def test_forced_it_leaves_nothing_of_the_other(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    other = dataclasses.replace(RUN, scenario="trade-war")
    write_results(folder, other, {"report.html": "theirs"}, force=True)
    assert sorted(p.name for p in folder.iterdir()) == [MANIFEST, "notes.txt", "report.html"]
    assert verify(folder).same_run(other)


def test_a_list_that_the_user_did_not_seal_removes_nothing(folder: Path, monkeypatch) -> None:
    monkeypatch.setenv("TINBERGEN_KEY", str(folder.parent / "another"))
    write_results(folder, RUN, {"report.html": "new"}, force=True)
    assert (folder / "plan.json").is_file()


def test_files_that_nobody_vouches_for_are_not_replaced(folder: Path) -> None:
    (folder / "plan.json").write_text("edited by hand")
    fault = refused(check_place, folder, RUN, CONTENTS)
    assert (fault.code, "changed: plan.json" in fault.text("title")) == ("C236", True)
    (folder / MANIFEST).unlink()
    assert refused(check_place, folder, RUN, CONTENTS).code == "C236"
    check_place(folder, RUN, ["other.html"])
    check_place(folder, RUN, CONTENTS, force=True)


class Killed(BaseException):
    pass


@pytest.mark.parametrize("writes", range(4))
def test_a_run_that_is_cut_short_says_so_and_can_be_repeated(
    folder: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    """The manifest, two files, and the manifest again are written."""
    left = [writes]
    write = module.write_atomic

    def until(path: Path, text: str) -> Path:
        if not left[0]:
            raise Killed
        left[0] -= 1
        return write(path, text)

    new = {"report.html": "new", "plan.json": '{"id": "plan-2"}'}
    with monkeypatch.context() as patch:
        patch.setattr(module, "write_atomic", until)
        with pytest.raises(Killed):
            write_results(folder, RUN, new)
    if writes == 0:
        assert verify(folder).ids() == {"plan.json": "plan-1"}
    else:
        fault = refused(verify, folder)
        assert fault.code == "C233"
        assert "us-2008" in fault.text("title")
        assert ("plan.json" in fault.text("title")) == (writes < 3)
        other = dataclasses.replace(RUN, scenario="trade-war")
        assert refused(check_place, folder, other, new).code == "C236"
    write_results(folder, RUN, new)
    assert verify(folder).ids() == {"plan.json": "plan-2"}


def test_without_a_key_the_manifest_has_no_seal(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("TINBERGEN_KEY", str(tmp_path))
    write_results(tmp_path / "out", RUN, CONTENTS)
    assert refused(verify, tmp_path / "out").code == "C231"
    assert verify(tmp_path / "out", unsealed_too=True).seal == ""

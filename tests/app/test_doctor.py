"""What the doctor checks."""

import pytest

from tinbergen.app.doctor import examine, numbers, requirements


def test_every_check_says_what_it_found() -> None:
    found = examine()
    assert found.ok == all(check.ok for check in found.checks)
    assert all(check.found.en and check.found.zh for check in found.checks)
    assert all(check.ok or check.fix.en for check in found.checks)


def test_requirements_are_those_of_the_package() -> None:
    needed = dict(requirements())
    assert needed["llvmlite"] == "0.44.0"[: len(needed["llvmlite"])]
    assert "pytest" not in needed
    assert {"numpy", "typer", "rich", "clarabel"} <= set(needed)


@pytest.mark.parametrize(
    ("version", "expected"),
    [("1.26", (1, 26)), ("2.4.6rc1", (2, 4, 6)), ("0.15.0+abc12", (0, 15, 0))],
)
def test_version_numbers(version: str, expected: tuple[int, ...]) -> None:
    assert numbers(version) == expected

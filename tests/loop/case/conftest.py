"""A small pack in a folder of its own."""

import pytest

TOY = """\
name: toy
domain: digital
title: {en: Toy, zh: 玩具}
demo: toy-case
indicators:
  - code: X
    title: {en: a thing, zh: 某物}
    unit: {en: pieces, zh: 件}
    better: up
    source: {en: counted, zh: 清点}
diagnosis:
  - examine: growth
links:
  - cause: X
    effect: macro.INFL
    response: 0.5
    why: {en: things cost money, zh: 物品需要花钱}
    basis: {en: made up for this test, zh: 为测试虚构}
"""


@pytest.fixture
def toy(tmp_path):
    folder = tmp_path / "toypack"
    folder.mkdir()
    (folder / "pack.yaml").write_text(TOY, encoding="utf-8")
    return folder

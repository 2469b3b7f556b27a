"""Whether everything works on this computer; every fault found comes with its mending."""

from __future__ import annotations

import importlib.metadata
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tinbergen.app.results import Check, Doctor
from tinbergen.core.text import NO_TEXT, Text

_OLDEST_PYTHON = (3, 11)


def examine() -> Doctor:
    """All checks, none of which raises."""
    checks = (_python(), *_packages(), _processors(), _compiler(), _data(), _folder(), _encoding())
    return Doctor(all(check.ok for check in checks), checks)


def _same(words: object) -> Text:
    return Text(str(words), str(words))


def _python() -> Check:
    ok = sys.version_info[:2] >= _OLDEST_PYTHON
    return Check(
        "python",
        Text("Python", "Python"),
        ok,
        _same(".".join(map(str, sys.version_info[:3]))),
        NO_TEXT if ok else Text("Install Python 3.11 or newer.", "请安装 Python 3.11 或更新版本。"),
    )


def _packages() -> Iterator[Check]:
    for name, least in requirements():
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found = ""
        ok = bool(found) and numbers(found) >= numbers(least)
        fix = Text("Run: python -m pip install '{what}'", "请运行：python -m pip install '{what}'")
        yield Check(
            name,
            _same(name),
            ok,
            _same(found) if found else Text("not installed", "未安装"),
            NO_TEXT if ok else fix.fill(what=f"{name}>={least}"),
        )


def requirements() -> list[tuple[str, str]]:
    """Packages this program needs at run time, and their oldest version that will do."""
    found: dict[str, str] = {}
    for line in importlib.metadata.requires("tinbergen") or []:
        words, _, condition = line.partition(";")
        if "extra" in condition:
            continue
        name = re.split(r"[<>=!~\s\[(]", words.strip(), maxsplit=1)[0]
        least = re.search(r">=\s*([\d.]+)", words)
        # Requirements that depend on the Python name a package twice: the first is the lower.
        version = least[1] if least else "0"
        found[name] = min(found.get(name, version), version, key=numbers)
    return list(found.items())


def numbers(version: str) -> tuple[int, ...]:
    """The numbers a version begins with."""
    return tuple(int(part) for part in re.findall(r"\d+", version.split("+")[0])[:3])


def _processors() -> Check:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Check(
        "processors",
        Text("Processors", "处理器"),
        True,
        Text("{count} of {all} usable", "共 {all} 个，可用 {count} 个").fill(
            count=count, all=os.cpu_count()
        ),
        NO_TEXT,
    )


def _compiler() -> Check:
    """A model of the library is compiled to machine code and must solve to its own residuals."""
    title = Text("Compiler (LLVM)", "编译器（LLVM）")
    try:
        import llvmlite
        import numpy as np

        from tinbergen.core.period import Period
        from tinbergen.data.sources import library_data
        from tinbergen.engine.simulate.backward import simulate, track
        from tinbergen.model import library

        model, data = library.load("klein1"), library_data("klein1")
        span = Period.parse("1921").to(Period.parse("1941"))
        path = simulate(model, data, span, residuals=track(model, data, span))
        miss = np.abs(path["X"] - data.window(span.start, span.end)["X"]).max()
        if miss > 1e-6:
            raise ArithmeticError(f"miss {miss:g}")
    except Exception as fault:
        return Check(
            "llvm",
            title,
            False,
            _same(f"{type(fault).__name__}: {fault}"),
            Text(
                "Run: python -m pip install --force-reinstall llvmlite",
                "请运行：python -m pip install --force-reinstall llvmlite",
            ),
        )
    works = Text("llvmlite {version} compiles and solves", "llvmlite {version} 可编译并求解")
    return Check("llvm", title, True, works.fill(version=llvmlite.__version__), NO_TEXT)


def _data() -> Check:
    title = Text("Bundled data", "随附数据")
    try:
        from tinbergen.data.sources import us_macrodata

        span = us_macrodata().span
    except Exception as fault:
        return Check(
            "data",
            title,
            False,
            _same(f"{type(fault).__name__}: {fault}".splitlines()[0]),
            Text(
                "Run: python -m pip install --force-reinstall statsmodels",
                "请运行：python -m pip install --force-reinstall statsmodels",
            ),
        )
    return Check("data", title, True, _same(f"us_macrodata {span.start}–{span.end}"), NO_TEXT)


def _folder() -> Check:
    ok = os.access(Path.cwd(), os.W_OK)
    return Check(
        "folder",
        Text("Current folder", "当前文件夹"),
        ok,
        Text("can be written to", "可写") if ok else Text("can't be written to", "不可写"),
        NO_TEXT
        if ok
        else Text(
            "Change to another folder, or give one with --out.", "请换个文件夹，或用 --out 指定。"
        ),
    )


def _encoding() -> Check:
    """Chinese and table rules need Unicode; without it both are replaced, not refused."""
    encoding = (sys.stdout.encoding or "ascii").lower()
    ok = encoding.replace("-", "").startswith("utf")
    return Check(
        "encoding",
        Text("Terminal encoding", "终端编码"),
        ok,
        _same(encoding),
        NO_TEXT
        if ok
        else Text("Set PYTHONUTF8=1, or LANG=C.UTF-8.", "请设置 PYTHONUTF8=1 或 LANG=C.UTF-8。"),
    )

"""The folder that a report is written to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from tinbergen.cli.arguments import option
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text

_FOLDER = "Folder for the report; out/NAME by default | 报告文件夹；默认 out/名称"
_NO_FOLDER = Text("{path} is a file", "{path} 是文件")
_READ_ONLY = Text("{path} is not writable", "{path} 不可写")

Folder = Annotated[Path | None, option("--out", _FOLDER, "FOLDER")]


def check_place(folder: Path) -> None:
    """Whether a folder is there or can be made, before the work whose results it shall hold."""
    nearest = next(p for p in (folder.absolute(), *folder.absolute().parents) if p.exists())
    if not nearest.is_dir():
        raise TinbergenError("C004", path=folder, detail=_NO_FOLDER.fill(path=nearest))
    if not os.access(nearest, os.W_OK):
        raise TinbergenError("C004", path=folder, detail=_READ_ONLY.fill(path=nearest))

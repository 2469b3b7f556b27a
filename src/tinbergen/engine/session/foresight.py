"""What the perfect foresight commands do."""

from __future__ import annotations

from tinbergen.engine.foresight import Foresight, Setting, foresight
from tinbergen.engine.session.state import Session
from tinbergen.model.statements import Command, ShockPath


def setup(session: Session, command: Command) -> None:
    session.periods = int(command.options.get("periods", session.periods) or 0)


def solver(session: Session, command: Command) -> Foresight:
    periods = int(command.options.get("periods", 0) or session.periods)
    paths: list[ShockPath] = [path for block in session.shocks for path in block.paths]
    terminal = session.initial if session.terminal is None else session.terminal
    setting = Setting(
        session.state(session.initial),
        session.state(terminal),
        paths,
        session.history,
        terminal,
    )
    session.paths = foresight(session.current(), setting, periods)
    return session.paths

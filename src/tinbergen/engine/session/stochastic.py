"""What stoch_simul does: the solution to first order and what follows from it."""

from __future__ import annotations

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.equilibrium import Equilibrium, equilibrium
from tinbergen.engine.session.state import Session
from tinbergen.model.statements import Command


def stoch_simul(session: Session, command: Command) -> Equilibrium:
    """The first-order solution; higher orders get it too, with word that they are not there."""
    order = command.options.get("order", "1" if session.model.linear else "2")
    if order != "1" and not session.model.linear:
        session.notices.append(
            TinbergenError("E016", at=command.at, command=f"stoch_simul(order={order})")
        )
    return equilibrium(session.current())

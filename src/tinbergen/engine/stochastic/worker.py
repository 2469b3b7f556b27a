"""A worker process: a job on its standard input, then ranges of replicas; outcomes on its output.

Started with ``python -P -m``: nothing is imported from the current folder, and a user's script is
not run again as the standard library's pools would. What passes through the pipes is written by the
two processes themselves.
"""

from __future__ import annotations

import os
import pickle
import sys
from typing import IO, Any

from tinbergen.core.errors import TinbergenError

_HEAD = 8


def send(stream: IO[bytes], content: Any) -> None:
    packed = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(packed).to_bytes(_HEAD, "little"))
    stream.write(packed)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next message.

    Raises
    ------
    EOFError
        When the other side is gone.
    """
    head = stream.read(_HEAD)
    if len(head) < _HEAD:
        raise EOFError
    packed = stream.read(int.from_bytes(head, "little"))
    return pickle.loads(packed)


def main() -> None:
    from tinbergen.engine.stochastic.job import carry_out

    # The pipe is kept for outcomes alone: what anything else prints goes to standard error.
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        job = receive(incoming)
        while True:
            first, last = receive(incoming)
            try:
                send(outgoing, carry_out(job, first, last))
            except TinbergenError as fault:
                send(outgoing, fault)
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return


if __name__ == "__main__":
    main()

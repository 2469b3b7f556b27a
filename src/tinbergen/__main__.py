"""``python -m tinbergen``, and the command ``tinbergen``."""

# Of this module's imports the first must be quick: until the program can answer an interrupt, it
# ends by it in silence, as programs do.
import _signal
import sys


def main() -> None:
    """The entry point of ``tinbergen``."""
    before = _signal.getsignal(_signal.SIGINT)
    if before is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    from tinbergen.cli.app import main as start

    if before is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, before)
    try:
        start()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()

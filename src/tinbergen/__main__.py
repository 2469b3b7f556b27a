"""``python -m tinbergen``, and the command ``tinbergen``."""

# Of this module's imports the first must be quick: until the program can answer an interrupt, it
# ends by it in silence, as programs do.
import signal
import sys


def main() -> None:
    """The entry point of ``tinbergen``."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from tinbergen.core.isolated import leave_current_folder

    leave_current_folder()
    from tinbergen.cli.app import main as start

    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, before)
    try:
        start()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()

"""``python -m tinbergen``."""

from tinbergen.cli.app import main

main()

"""``python -m tinbergen``."""

from tinbergen.core.isolated import leave_current_folder

leave_current_folder()

from tinbergen.cli.app import main  # noqa: E402

main()

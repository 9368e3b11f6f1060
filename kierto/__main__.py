"""``python -m kierto`` is the same as ``kierto``."""

from kierto.cli import main

main()

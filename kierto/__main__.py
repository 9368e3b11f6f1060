"""``python -m kierto`` is the same as ``kierto``."""

from kierto.cli import main

# Processes that Python starts anew import this module again, under another name.
if __name__ == "__main__":
    main()

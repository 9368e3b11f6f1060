<<<<<<< HEAD
""""""
=======
"""The command ``kierto``."""

import click

from kierto import __version__


@click.group()
@click.version_option(__version__, prog_name="kierto")
def main() -> None:
    """Kierto: the exchange through which a city and its companies keep things in use."""
>>>>>>> packaging

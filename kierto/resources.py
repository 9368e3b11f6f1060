"""Finds the folders that stand beside the package in a checkout and inside it once installed."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder ``name`` (templates, static, migrations), packaged or beside the package.

    Raises:
        FileNotFoundError: there is neither, so the installation is broken.
    """
    for parent in (_PACKAGE, _PACKAGE.parent):
        found = parent / name
        if found.is_dir():
            return found
    message = f"The folder {name} is missing from this installation of Kierto."
    raise FileNotFoundError(message)

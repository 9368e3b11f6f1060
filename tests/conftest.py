"""What all tests share."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


def saved_files() -> Path | None:
    """The folder of files from the real world: KIERTO_SHARED, or `shared` beside the checkout."""
    named = os.environ.get("KIERTO_SHARED")
    candidates = [Path(named)] if named else [parent / "shared" for parent in CHECKOUT.parents]
    return next((folder / "real" for folder in candidates if (folder / "real").is_dir()), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and say so in the summary, the tests on files that this machine does not have."""
    if saved_files() is None:
        lacking = [item for item in items if "real_file" in getattr(item, "fixturenames", ())]
        if lacking:
            config.hook.pytest_deselected(items=lacking)
            items[:] = [item for item in items if item not in lacking]
            config.stash[LACKING] = len(lacking)


LACKING = pytest.StashKey[int]()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say how many tests want the saved files."""
    if count := config.stash.get(LACKING, 0):
        terminalreporter.write_line(
            f"{count} tests on saved real files left out: set KIERTO_SHARED to their folder."
        )


@pytest.fixture
def real_file() -> Callable[[str], Path]:
    """Gives the path of a saved real file by its name."""

    def path(name: str) -> Path:
        folder = saved_files()
        assert folder is not None
        found = folder / name
        assert found.is_file(), f"{name} is not among the saved files in {folder}"
        return found

    return path

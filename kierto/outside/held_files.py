"""Files that a person sent and that wait, with what was said of them, for the person's word."""

import json
import re
import secrets
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

_NAME = re.compile(r"[0-9a-f]{32}")
_SAID = "said.json"


class HeldFiles:
    """A folder with a folder for each person's waiting files; nobody else finds them there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def hold(self, files: Mapping[str, bytes], said: Mapping[str, Any], *, owner: int) -> str:
        """Keep ``files`` (part → content; parts are plain words) and give them a name."""
        name = secrets.token_hex(16)
        place = self._place(name, owner)
        place.mkdir(parents=True)
        for part, content in files.items():
            (place / part).write_bytes(content)
        self.say(name, said, owner=owner)
        return name

    def said(self, name: str, *, owner: int) -> dict[str, Any] | None:
        """What was said of the files; None when ``owner`` (a person's id) has none such."""
        if not _NAME.fullmatch(name):
            return None
        try:
            text = (self._place(name, owner) / _SAID).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        said: dict[str, Any] = json.loads(text)
        return said

    def say(self, name: str, said: Mapping[str, Any], *, owner: int) -> None:
        """Replace what was said."""
        fresh = self._place(name, owner) / f"{_SAID}.{secrets.token_hex(4)}"
        fresh.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        fresh.replace(fresh.with_name(_SAID))

    def path(self, name: str, part: str, *, owner: int) -> Path | None:
        """The file of one part, None when it was not sent."""
        path = self._place(name, owner) / part
        return path if path.is_file() else None

    def release(self, name: str, *, owner: int) -> None:
        """Delete the files; no problem when they are gone."""
        if _NAME.fullmatch(name):
            shutil.rmtree(self._place(name, owner), ignore_errors=True)

    def release_older(self, now: datetime, *, than: timedelta) -> None:
        """Delete what nobody has spoken of for so long."""
        limit = (now - than).timestamp()
        for place in self.folder.glob("*/*"):
            try:
                is_old = place.stat().st_mtime < limit
            except FileNotFoundError:
                continue
            if is_old:
                shutil.rmtree(place, ignore_errors=True)

    def _place(self, name: str, owner: int) -> Path:
        return self.folder / str(owner) / name

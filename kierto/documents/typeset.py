"""Papers as tagged PDF (PDF/UA-1), set from a template in the folder ``typst``.

Data reach a template as JSON, and a template shows them as strings: what people wrote is text
there, whatever it looks like, and is never read as markup or run. Only the fonts that come with
the typesetter are used, so that a paper looks the same on every machine.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from kierto.domain.text import many_lines

Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value] | None"
"""What a template can be given; amounts come as words that are ready to be read."""

_TEMPLATES = Path(__file__).parent / "typst"
_EUROPEAN = (range(0x590), range(0x1D00, 0x2E80))
"""Where Unicode has Latin, Greek, Cyrillic and signs; the fonts have little or nothing else."""

_PROBE = b"""#set document(title: "-")
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))
#sys.inputs.text *#sys.inputs.text*"""
_UNREADABLE = "\u25a1"
_PLAIN = frozenset("\n" + "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180))))) - {"\u00ad"}
"""What the fonts are known to have."""


def pdf(
    template: str,
    data: Mapping[str, Value],
    *,
    title: str,
    language: str,
    made_at: datetime | None = None,
) -> bytes:
    """The paper that ``template`` makes of ``data``, in ``language`` ("fi", "sv", "en").

    ``made_at`` is the instant written into the file; the same data and instant give the same
    bytes. None takes the clock of the machine.
    """
    import typst

    content = {name: _readable(value) for name, value in data.items()}
    content |= {"title": readable(title) or "Kierto", "language": language}
    made: bytes = typst.compile(
        _TEMPLATES / f"{template}.typ",
        root=_TEMPLATES,
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        # A paper knows whole seconds.
        timestamp=None if made_at is None else made_at.replace(microsecond=0),
    )
    return made


def readable(text: str) -> str:
    """``text`` as the fonts can show it, without controls and marks that turn the direction.

    A picture sign becomes its English name in brackets, "[grinning face]"; a letter of a writing
    that the fonts do not have becomes a box.
    """
    clusters: list[str] = []
    for char in many_lines(text).replace("\t", " "):
        if clusters and unicodedata.category(char).startswith("M"):
            clusters[-1] += char  # a mark stands on the letter before it
        else:
            clusters.append(char)
    return "".join(one if _is_plain(one) else _shown(one) for one in clusters)


def _readable(value: Value) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, Mapping):
        return {name: _readable(one) for name, one in value.items()}
    if isinstance(value, Sequence):
        return [_readable(one) for one in value]
    return value


def _is_plain(cluster: str) -> bool:
    return cluster in _PLAIN


@lru_cache(maxsize=16384)
def _shown(cluster: str) -> str:
    char, marks = cluster[0], cluster[1:]
    kind = unicodedata.category(char)
    if kind == "Cf" or (kind == "Sk" and char > "\U0001f000"):
        return ""  # joiners and variants of signs, which say nothing alone
    european = all(any(ord(one) in block for block in _EUROPEAN) for one in cluster)
    # A mark is asked for on a letter too: over a blank or a box it would pass unseen.
    if european and all(_has_glyph(one) for one in (cluster, *(f"a{mark}" for mark in marks))):
        return cluster
    if marks:
        return char if _is_plain(char) else _shown(char)
    name = unicodedata.name(char, "").lower()
    return f"[{name}]" if kind == "So" and name else _UNREADABLE


@lru_cache(maxsize=16384)
def _has_glyph(cluster: str) -> bool:
    """Whether the fonts have it: the standard refuses a paper with a character that they lack."""
    import typst

    try:
        typst.compile(
            _PROBE,
            format="pdf",
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"text": cluster},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError:
        return False
    return True


@cache
def _fonts() -> Any:  # noqa: ANN401
    import typst

    return typst.Fonts(include_system_fonts=False)

"""Mails as plain text and as simple HTML, from one structure.

The HTML has headings, lists and links with words, no pictures and no scripts: it reads well by
ear, in the dark and in old mail programs. Styles stand in the elements because mail programs
drop everything else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

_ADDRESS = re.compile(r"(?:https?://|\{site\}/)[^\s<>\"]+")
_PAGE = (
    "font-family: system-ui, sans-serif; font-size: 16px; line-height: 1.5; max-width: 38em; "
    "margin: 0 auto; padding: 16px"
)


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere; the address may begin with the place holder of the site."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Item:
    """A thing with what is to be said of it, and what can be done."""

    link: Link
    lines: Sequence[str] = ()
    more: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with things below it."""

    heading: str
    items: Sequence[Item]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPage:
    """A whole mail: first what it is about, then its sections, last what can be changed."""

    language: str
    subject: str
    lead: str
    sections: Sequence[Section] = field(default_factory=tuple)
    foot: str = ""
    links: Sequence[Link] = field(default_factory=tuple)

    def as_text(self) -> str:
        """For programs that show plain text."""
        parts = [self.lead]
        for section in self.sections:
            parts.append(f"{section.heading}\n{'-' * len(section.heading)}")
            parts += ["\n".join(_item_lines(item)) for item in section.items]
        parts.append("--")
        parts += [part for part in [self.foot] if part]
        parts += [f"{link.words}:\n{link.address}" for link in self.links]
        return "\n\n".join(parts)

    def as_html(self) -> str:
        """For all others."""
        parts = [_paragraph(self.lead)]
        for section in self.sections:
            parts.append(f'<h2 style="font-size: 19px">{escape(section.heading)}</h2>')
            parts.append(f"<ul>{''.join(_item_html(item) for item in section.items)}</ul>")
        parts.append("<hr>")
        parts += [_paragraph(part) for part in [self.foot] if part]
        parts += [f"<p>{_link_html(link)}</p>" for link in self.links]
        return _whole(self.language, self.subject, "\n".join(parts))


def html_of(text: str, *, language: str, subject: str) -> str:
    """A plain text as HTML: its paragraphs, and its addresses as links."""
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    return _whole(language, subject, "\n".join(_paragraph(part) for part in paragraphs))


def _whole(language: str, subject: str, inner: str) -> str:
    title = escape(subject)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title></head>\n'
        f'<body style="{_PAGE}"><h1 style="font-size: 23px">{title}</h1>\n{inner}\n</body></html>\n'
    )


def _item_lines(item: Item) -> list[str]:
    lines = [f"* {item.link.words}", *(f"  {line}" for line in item.lines)]
    lines.append(f"  {item.link.address}")
    lines += [f"  {link.words}: {link.address}" for link in item.more]
    return lines


def _item_html(item: Item) -> str:
    lines = "".join(f"<br>{escape(line)}" for line in item.lines)
    more = "".join(f"<br>{_link_html(link)}" for link in item.more)
    thing = f"<strong>{_link_html(item.link)}</strong>"
    return f'<li style="margin-bottom: 14px">{thing}{lines}{more}</li>'


def _link_html(link: Link) -> str:
    return f'<a href="{escape(link.address)}">{escape(link.words)}</a>'


def _paragraph(text: str) -> str:
    pieces: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = escape(found.group())
        pieces += [escape(text[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    pieces.append(escape(text[end:]))
    return f"<p>{'<br>'.join(''.join(pieces).splitlines())}</p>"

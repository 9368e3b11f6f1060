"""Text that a spreadsheet program would run as a formula, and the apostrophe that stops it.

Excel and its kin take a cell for a formula when it begins with = + - or @, also after blanks, a tab
or a line break, and some also with the full-width forms of these signs.
"""

_FORMULA_SIGNS = "=+-@＝＋－＠"
_GUARD = "'"


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program might run ``text``; guards in front are looked through."""
    bare = text.lstrip(_GUARD).lstrip()
    return bare[:1] != "" and bare[0] in _FORMULA_SIGNS


def guard(text: str) -> str:
    """``text`` as it is safe in a CSV file: with an apostrophe in front where it needs one."""
    return _GUARD + text if looks_like_formula(text) else text


def guard_of_sheet(text: str) -> str:
    """``text`` for a cell that is text by its type, such that ``without_guard`` gives it back.

    No formula can run there; only text that itself begins with a guard gets another.
    """
    return guard(text) if text.startswith(_GUARD) else text


def without_guard(text: str) -> str:
    """The text that ``guard`` (or ``guard_of_sheet``) was given."""
    return text[1:] if text.startswith(_GUARD) and looks_like_formula(text) else text

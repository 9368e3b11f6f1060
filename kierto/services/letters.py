"""Words of mails, in the language of the one who receives them.

A page speaks the language of its reader; a mail is written while somebody else's page is open,
so it looks its words up by itself.
"""

from functools import cache

from babel.support import NullTranslations, Translations

from kierto.resources import folder


@cache
def _words(language: str) -> NullTranslations:
    return Translations.load(str(folder("translations")), [language])


def say(language: str, sentence: str, **data: object) -> str:
    """``sentence`` (an English msgid marked with N_) in ``language``, with its data filled in."""
    words = str(_words(language).gettext(sentence))
    return words % data if data else words

"""Suggests categories from the title that a person gave, in Finnish, Swedish or English.

A word is known by its forms: itself and itself without each ending it might carry, final vowels cut
and consonant gradation levelled (pöytä, pöydät and pöytiä all have the form "pöyt"). Two words are
the same when they share a form. Finnish and Swedish say the thing last in a compound, so the end of
a word weighs more than its beginning: "toimistotuoleja" is first an office chair, then any chair.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log

from kierto.domain.catalogue import LANGUAGES, CategoryRow, fold, level, subtree

_WORD = re.compile(r"[^\W\d_]{2,}")
_ENDINGS = (
    "a ä ta tä ssa ssä sta stä lla llä lta ltä lle n t s en et es ar or er arna orna erna na "
    "ia iä ja jä eja ejä oja öjä ita itä oita öitä eita eitä jen ien iden kset ksia ksiä ksi "
    "met mia miä ers"
)
_VOWELS = "aeiouyäöå"
_DOUBLE = re.compile(r"([^\Waeiouyäöå])\1")
# Words that join or count and say nothing of the thing.
_EMPTY_WORDS = (
    "kpl st pcs ja och and med with för for till the of en ett noin eri kaksi kolme två tre two "
    "three"
)

_SHORTEST_FORM = 2
_SHORTEST_PART = 4  # letters that a form must have to be seen inside another word
_LEAST_SCORE = 0.2
_INFLECTED = 0.95  # a known word that would have to be an inflected one
_GROUP = 0.5  # a word for a whole group ("pihakalusteet") points at its leaves, less surely
_MOST_WORDS, _LONGEST_WORD = 20, 40  # of a title that are looked at


@lru_cache(maxsize=20_000)
def forms(word: str) -> frozenset[str]:
    """What ``word`` (folded) may be when its endings are taken away; see the module."""
    stripped = {word}
    for ending in _ENDINGS.split():
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stripped.add(word[: -len(ending)])
    return frozenset(
        form for form in (_levelled(each) for each in stripped) if len(form) >= _SHORTEST_FORM
    )


def _levelled(word: str) -> str:
    """``word`` with single consonants, strong grades (t, nk) and no final vowels."""
    single = _DOUBLE.sub(r"\1", word).replace("d", "t").replace("ng", "nk")
    bare = single.rstrip(_VOWELS)
    return bare[:-1] + "v" if bare.endswith("f") else bare


@dataclass(frozen=True, slots=True)
class _Term:
    """A name or synonym: the node it means, its language, and its words."""

    number: int
    language: str
    words: frozenset[str]


class CategorySuggester:
    """Finds the leaves whose names and synonyms are closest to a title. Built once, then quick."""

    def __init__(self, rows: Iterable[CategoryRow]) -> None:
        nodes = [row for row in rows if level(row.number) > 1]
        self._leaves = [row.number for row in nodes if row.is_leaf]
        self._terms = [
            _Term(row.number, language, frozenset(words))
            for row in nodes
            for language in LANGUAGES
            for term in row.terms(language)
            if (words := _words(term))
        ]
        self._terms_of: dict[str, list[int]] = defaultdict(list)  # word → terms that hold it
        for index, term in enumerate(self._terms):
            for word in term.words:
                self._terms_of[word].append(index)
        # A word in few terms tells more than one in many.
        self._weight = {
            word: log(1 + len(self._terms) / len(found)) for word, found in self._terms_of.items()
        }
        self._whole: dict[str, dict[str, float]] = defaultdict(dict)  # form → words, how surely
        self._ending: dict[str, set[str]] = defaultdict(set)  # end of a form → longer forms
        self._beginning: dict[str, set[str]] = defaultdict(set)
        for word in self._terms_of:
            for form in forms(word):
                self._whole[form][word] = 1.0 if form == _levelled(word) else _INFLECTED
                for length in range(_SHORTEST_PART, len(form)):
                    self._ending[form[-length:]].add(form)
                    self._beginning[form[:length]].add(form)

    def suggest(
        self, title: str, language: str | None = None, limit: int = 3
    ) -> list[tuple[int, float]]:
        """Numbers of at most ``limit`` leaves with their scores (0 to 1), the best first.

        ``language`` ("fi", "sv", "en") restricts the words that count; None takes all three.
        An empty list: nothing in the title was recognised.
        """
        words = _words(title)[:_MOST_WORDS]
        # word known → place in the title → how like it is
        heard: dict[str, dict[int, float]] = defaultdict(dict)
        for places, token in _tokens(words):
            for word, likeness in self._similar(token).items():
                for place in places:
                    heard[word][place] = max(likeness, heard[word].get(place, 0.0))
        scores: dict[int, float] = {}
        for index in {index for word in heard for index in self._terms_of[word]}:
            term = self._terms[index]
            if language is None or language == term.language:
                score = self._score(term, heard, len(words))
                scores[term.number] = max(scores.get(term.number, 0.0), score)
        return self._best(scores, limit)

    def _score(self, term: _Term, heard: dict[str, dict[int, float]], length: int) -> float:
        """How much of the term is in the title, and how much of the title the term explains."""
        met = whole = 0.0
        explained: dict[int, float] = {}
        for word in term.words:
            whole += self._weight[word]
            places = heard.get(word)
            if not places:
                continue
            # Two words of the title may be the two halves of a compound ("keittiön kaapit").
            likeness = max(*places.values(), min(0.95, sum(places.values())))
            met += self._weight[word] * likeness
            for place, value in places.items():
                explained[place] = max(value, explained.get(place, 0.0))
        return met / whole * (0.7 + 0.3 * sum(explained.values()) / length)

    def _best(self, scores: dict[int, float], limit: int) -> list[tuple[int, float]]:
        """The leaves with the highest scores; groups pass part of theirs on to their leaves."""
        leaves = {number: score for number, score in scores.items() if level(number) == 3}
        for number, score in scores.items():
            if level(number) == 2 and score * _GROUP >= _LEAST_SCORE:
                first, last = subtree(number)
                start = bisect_left(self._leaves, first)
                for leaf in self._leaves[start : start + limit]:
                    if leaf <= last:
                        leaves[leaf] = max(score * _GROUP, leaves.get(leaf, 0.0))
        rounded = [(n, round(score, 3)) for n, score in leaves.items() if score >= _LEAST_SCORE]
        return sorted(rounded, key=lambda item: (-item[1], item[0]))[:limit]

    def _similar(self, token: str) -> dict[str, float]:
        """Known words like ``token``, with how like they are (0 to 1)."""
        likeness: dict[str, float] = {}
        for form in forms(token):
            for other, value in self._like_form(form):
                for word, sureness in self._whole[other].items():
                    likeness[word] = max(value * sureness, likeness.get(word, 0.0))
        return likeness

    def _like_form(self, form: str) -> Iterator[tuple[str, float]]:
        if form in self._whole:
            yield form, 1.0
        size = len(form)
        for length in range(_SHORTEST_PART, size):
            if form[-length:] in self._whole:  # the title's compound ends with a known thing
                yield form[-length:], 0.5 + 0.3 * length / size
            if form[:length] in self._whole:  # the title's compound begins with it: weak
                yield form[:length], 0.1 + 0.3 * length / size
        for known in self._ending.get(form, ()):  # a narrower thing than said
            yield known, 0.3 + 0.4 * size / len(known)
        for known in self._beginning.get(form, ()):  # half-typed
            yield known, 0.3 + 0.4 * size / len(known)


def _words(text: str) -> list[str]:
    empty = _EMPTY_WORDS.split()
    return [word[:_LONGEST_WORD] for word in _WORD.findall(fold(text)) if word not in empty]


def _tokens(words: list[str]) -> Iterator[tuple[tuple[int, ...], str]]:
    """Each word with its place, and neighbours written together ("toimisto tuoli")."""
    for place, word in enumerate(words):
        yield (place,), word
        if place + 1 < len(words):
            yield (place, place + 1), word + words[place + 1]

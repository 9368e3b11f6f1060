"""What can go wrong, said so that a person knows what to do.

Every error carries an English sentence (translated where it is shown) and the data that fills it.
Pages, the API and the command line turn them into their own shape, each in one place.
"""

from typing import Any, ClassVar


def N_(text: str) -> str:  # noqa: N802 - the mark that translation tools look for
    """Mark ``text`` for translation without translating it here."""
    return text


class KiertoError(Exception):
    """Something that a person should be told; ``data`` fills the sentence ``message``.

    ``field`` names the form field or JSON member that caused it, when there is one.
    """

    status: ClassVar[int] = 400
    message: ClassVar[str] = N_("This could not be done.")

    def __init__(self, *, field: str | None = None, **data: Any) -> None:  # noqa: ANN401
        super().__init__(data)
        self.field = field
        self.data = data

    def __str__(self) -> str:
        return self.message % self.data if self.data else self.message


class Refused(KiertoError):
    """A rule of the domain says no: the input is understood but not allowed."""

    status = 422


class Conflict(KiertoError):
    """The request was fine once, but the state has changed since."""

    status = 409


class NotFound(KiertoError):
    """There is no such thing, or it is not for this viewer: the answer is the same for both."""

    status = 404
    message = N_("There is nothing at this address, or it is not open to you.")


class NotAllowed(KiertoError):
    """The person is known, the thing is visible, but the role does not reach to it."""

    status = 403
    message = N_("Your role does not allow this. Ask the administrator of your organisation.")


class InvalidNumber(Refused):
    """A number that cannot be read without guessing."""

    message = N_("“%(text)s” is not a number that can be read. Write for example 1234,5.")


class AmbiguousNumber(Refused):
    """Three digits after a point: a thousand or a fraction?"""

    message = N_("“%(text)s” can mean two numbers. Write %(thousands)s or %(fraction)s instead.")


class NotEnoughFree(Conflict):
    """More was asked than is free; ``free`` is shown in the listing's measure."""

    message = N_("Only %(free)s is free now. Change the amount and try again.")


class ForbiddenChange(Conflict):
    """A step that the state does not allow, such as approving a cancelled claim."""

    message = N_("This is already “%(state)s”, so it cannot become “%(target)s”.")


class StaleVersion(Conflict):
    """Somebody saved a newer version while this one was being edited."""

    message = N_(
        "Somebody changed this while you were editing. Both versions are shown; nothing was lost."
    )

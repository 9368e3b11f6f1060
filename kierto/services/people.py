"""People: inviting, roles, leaving, and being forgotten."""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError

from kierto.db import session
from kierto.domain.errors import N_, Conflict, NotAllowed, Refused
from kierto.domain.permissions import Permission, Role
from kierto.models import Membership, Organisation, Unit, User
from kierto.queries import access, people
from kierto.queries import claims as claims_queries
from kierto.services import alerts, letters, notices, outbox, passwords, tokens
from kierto.services.access import allow

ERASED = "poistettu käyttäjä"
GRANTABLE = tuple(role for role in Role if role is not Role.OPERATOR)

INVITATION = N_("You have been invited to Kierto")
INVITATION_BODY = N_(
    "Hello %(name)s,\n\n%(unit)s has opened you an account in Kierto, the exchange for surplus "
    "things. Set your password here:\n\n%(link)s\n\nThe link works once, for 14 days."
)
ADDED = N_("You now act for %(unit)s in Kierto")
ADDED_BODY = N_(
    "Hello %(name)s,\n\nyour account in Kierto now has a role in %(unit)s. Sign in as before."
)
RESET = N_("Set a new password for Kierto")
RESET_BODY = N_(
    "Hello %(name)s,\n\nset a new password here:\n\n%(link)s\n\nThe link works once, for an hour. "
    "If you did not ask for it, do nothing: your password stays as it is."
)


class NameNeeded(Refused):
    message = N_("Write the name.")


class AddressNeeded(Refused):
    message = N_("“%(email)s” is not an e-mail address. Write it like name@example.org.")


class AddressTaken(Conflict):
    message = N_("There is already an account with the address %(email)s.")


class AccountClosed(Conflict):
    message = N_(
        "The account of %(email)s has been closed. The operator of this service can open it again."
    )


class RoleNeeded(Refused):
    message = N_("Choose at least one role.")


class LastAdministrator(Conflict):
    message = N_(
        "%(organisation)s would have no administrator left. Give somebody else the role first."
    )


class BelongsElsewhereToo(Conflict):
    message = N_(
        "This person also acts for a unit that you do not administer. Take away the roles in your "
        "own units instead."
    )


def add(
    email: str,
    name: str,
    *,
    now: datetime,
    password: str | None = None,
    language: str = "fi",
    is_operator: bool = False,
) -> User:
    """A new account, without password when none is given. Raises the refusals above."""
    address = clean_address(email)
    if not name.strip():
        raise NameNeeded(field="name")
    user = User(
        email=address,
        name=name.strip()[:200],
        language=language,
        is_operator=is_operator,
        created_at=now,
    )
    if password is not None:
        passwords.set_password(user, password)
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as taken:
        raise AddressTaken(field="email", email=address) from taken
    return user


def clean_address(email: str) -> str:
    """An e-mail address as it is kept. Raises AddressNeeded."""
    address = email.strip().lower()
    local, at, domain = address.rpartition("@")
    bad = any(letter.isspace() or ord(letter) < 33 or letter in '<>,;:"' for letter in address)
    if not (local and at and "." in domain) or bad or "@" in local or len(address) > 254:
        raise AddressNeeded(field="email", email=email.strip()[:80])
    return address


def invite(
    email: str,
    name: str,
    unit: Unit,
    roles: Collection[Role],
    *,
    person: User,
    link: Callable[[str], str],
    now: datetime,
) -> User:
    """Give somebody roles in ``unit``, with an account if they have none yet, and tell them.

    ``link`` makes an address of a secret. Raises NotAllowed and the refusals above.
    """
    allow(person, Permission.ADMINISTER_PEOPLE, unit)
    return welcome(email, name, unit, roles, link=link, now=now)


def welcome(
    email: str,
    name: str,
    unit: Unit,
    roles: Collection[Role],
    *,
    link: Callable[[str], str],
    now: datetime,
) -> User:
    """As ``invite``, for callers that have made sure that it is allowed."""
    if not roles:
        raise RoleNeeded(field="roles")
    user = people.by_address(clean_address(email))
    if user is None:
        user = add(email, name, now=now)
    elif not user.is_active:
        raise AccountClosed(field="email", email=user.email)
    _grant(user, unit, roles)
    if user.password_hash is None:
        send_link(user, INVITATION, INVITATION_BODY, unit=unit.name, link=link, now=now)
    else:
        outbox.tell(
            user,
            key=f"added {user.id} {unit.id} {now.isoformat()}",
            subject=letters.say(user.language, ADDED, unit=unit.name),
            body=letters.say(user.language, ADDED_BODY, name=user.name, unit=unit.name),
            now=now,
        )
    return user


def send_link(
    user: User,
    subject: str,
    body: str,
    *,
    link: Callable[[str], str],
    now: datetime,
    unit: str = "",
) -> None:
    """Mail the person a link that sets the password."""
    is_invitation = user.password_hash is None
    lasts = passwords.INVITATION_LASTS if is_invitation else passwords.RESET_LASTS
    secret = passwords.make_link(user, lasts=lasts, now=now)
    outbox.tell(
        user,
        key=f"password {user.id} {now.isoformat()}",
        subject=letters.say(user.language, subject),
        body=letters.say(user.language, body, name=user.name, unit=unit, link=link(secret)),
        now=now,
    )


def send_reset(email: str, *, link: Callable[[str], str], now: datetime) -> None:
    """Mail a link to whoever has this address; nothing tells the caller whether anybody has."""
    user = people.by_address(email)
    if user is not None and user.is_active:
        send_link(user, RESET, RESET_BODY, link=link, now=now)


def change_details(user: User, *, name: str, phone: str, language: str) -> None:
    """The own name, telephone and language. Raises NameNeeded."""
    if not name.strip():
        raise NameNeeded(field="name")
    user.name = name.strip()[:200]
    user.phone = phone.strip()[:40] or None
    user.language = language


def set_roles(user: User, unit: Unit, roles: Collection[Role], *, person: User) -> None:
    """The roles that ``user`` holds in ``unit`` are these from now on, at once.

    Raises NotAllowed, LastAdministrator.
    """
    allow(person, Permission.ADMINISTER_PEOPLE, unit)
    _refuse_ungrantable(roles)
    held = [m for m in user.memberships if m.unit_id == unit.id]
    for membership in held:
        if membership.role not in roles:
            _keep_an_administrator(user, only=unit if membership.role is Role.ADMIN else None)
            user.memberships.remove(membership)
    session.flush()
    _grant(user, unit, set(roles) - {m.role for m in held})


def deactivate(user: User, *, person: User, now: datetime) -> None:
    """Close the account at once: sessions, tokens and links end. Repeating changes nothing.

    Raises NotAllowed, BelongsElsewhereToo, LastAdministrator.
    """
    _allow_for_all_units(user, person)
    close(user, now=now)


def close(user: User, *, now: datetime) -> None:
    """As ``deactivate``, for callers that have made sure that it is allowed."""
    if user.deactivated_at is not None:
        return
    _keep_an_administrator(user)
    user.deactivated_at = now
    end_access(user, now=now)


def reactivate(user: User, *, person: User) -> None:
    """Open a closed account again. Raises NotAllowed, BelongsElsewhereToo."""
    _allow_for_all_units(user, person)
    if user.erased_at is None:
        user.deactivated_at = None


def end_access(user: User, *, now: datetime) -> None:
    """End sessions, tokens and password links, and take back queued mail."""
    passwords.end_sign_ins(user, now=now)
    passwords.end_links(user, now=now)
    tokens.revoke_all(user, now=now)
    outbox.drop_unsent(user)


def erase(user: User, *, now: datetime) -> None:
    """Forget who the person is; what was recorded stays, under a pseudonym.

    Claims and listings belong to units, so they and the other party are not touched. The address
    is free for a new account without the old history. Raises LastAdministrator.
    """
    if user.erased_at is not None:
        return
    _keep_an_administrator(user)
    end_access(user, now=now)
    alerts.forget(user)
    _forget_contacts(user)
    user.memberships.clear()
    user.email = user.phone = user.password_hash = None
    user.name = ERASED
    user.is_operator = False
    user.deactivated_at = user.deactivated_at or now
    user.erased_at = now
    session.flush()
    for claim in claims_queries.open_claims_of_person(user):
        notices.contact_left(claim, now)


def _forget_contacts(user: User) -> None:
    """Take the person out of the contact lines of units."""
    marks = [mark for mark in (user.email, user.phone, user.name) if mark]
    mentions = [Unit.contact.contains(mark, autoescape=True) for mark in marks]
    session.execute(update(Unit).where(or_(*mentions)).values(contact=None))


def _grant(user: User, unit: Unit, roles: Collection[Role]) -> None:
    _refuse_ungrantable(roles)
    held = set(
        session.scalars(
            select(Membership.role).where(
                Membership.user_id == user.id, Membership.unit_id == unit.id
            )
        )
    )
    for role in sorted(set(roles) - held):
        user.memberships.append(Membership(unit=unit, role=role))
    session.flush()


def _refuse_ungrantable(roles: Collection[Role]) -> None:
    if any(role not in GRANTABLE for role in roles):
        raise NotAllowed


def _allow_for_all_units(user: User, person: User) -> None:
    if access.may(person, Permission.OPERATE):
        return
    administered = access.units_where(person, Permission.ADMINISTER_PEOPLE)
    units = {m.unit_id for m in user.memberships if m.unit.archived_at is None}
    if not units & administered or user.is_operator:
        raise NotAllowed
    if units - administered:
        raise BelongsElsewhereToo


def _keep_an_administrator(user: User, *, only: Unit | None = None) -> None:
    """Raises LastAdministrator when an organisation has nobody but ``user`` to administer it.

    ``only`` narrows the question to the organisation of the unit whose role is taken away; a
    role below the root unit does not count.
    """
    alone = people.administered_by_alone(user)
    if only is not None:
        alone = [o for o in alone if o.id == only.organisation_id and only.parent_id is None]
    if alone:
        raise LastAdministrator(organisation=_names(alone))


def _names(organisations: Collection[Organisation]) -> str:
    return ", ".join(organisation.name for organisation in organisations)

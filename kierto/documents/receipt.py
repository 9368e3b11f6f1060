"""The receipt of a handover on paper."""

from datetime import datetime

from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from kierto import formats, wording
from kierto.documents import qr, typeset
from kierto.domain.hierarchy import LegalStatus, Step
from kierto.domain.units import MassBasis
from kierto.models import Listing, Organisation, Site, Unit
from kierto.queries.receipts import Confirmation, Receipt

Facts = list[tuple[str, str]]


def pdf(receipt: Receipt, *, address: str, made_at: datetime, language: str | None = None) -> bytes:
    """The receipt as PDF, in the receiver's language unless another is asked for.

    ``address`` is that of the handover's page; the code on the paper leads there.
    """
    chosen = language or receipt.language
    with force_locale(chosen):
        title = _("Receipt of handover %(number)s", number=receipt.number)
        content: dict[str, typeset.Value] = {
            "header": _("Receipt of handover"),
            "footer": _(
                "Made %(moment)s from the records of Kierto", moment=formats.moment(made_at)
            ),
            "warning": _warning(receipt),
            "amount": _amount(receipt),
            "item": receipt.entry.item,
            "mass": _mass(receipt),
            "sections": [
                {"name": name, "facts": facts, "note": note}
                for name, facts, note in _sections(receipt)
                if facts or note
            ],
            "code": qr.svg(address),
            "code_text": _("QR code that leads to the page of this handover"),
            "address": address,
            "address_text": _("The handover in Kierto: confirm it there, or see what changed."),
        }
        return typeset.pdf("receipt", content, title=title, language=chosen, made_at=made_at)


def _warning(receipt: Receipt) -> str:
    entry, reversal = receipt.entry, receipt.reversal
    if reversal is not None:
        return str(
            _(
                "This handover was taken back on %(day)s: %(reason)s",
                day=formats.moment(reversal.recorded_at),
                reason=reversal.reason or "–",
            )
        )
    if entry.corrects_id is not None:
        return str(
            _(
                "Corrected on %(day)s: %(reason)s",
                day=formats.moment(entry.recorded_at),
                reason=entry.reason or "–",
            )
        )
    return ""


def _amount(receipt: Receipt) -> str:
    entry = receipt.entry
    if entry.quantity is None:
        return str(_("amount not recorded"))
    return formats.quantity(entry.quantity, entry.measure)


def _mass(receipt: Receipt) -> str:
    """The mass with how it is known; an estimate is called one."""
    entry = receipt.entry
    if entry.mass is None:
        return wording.label(MassBasis.MISSING)
    mass = formats.known_kilograms(entry.mass, entry.mass_basis)
    basis = wording.label(entry.mass_basis)
    if entry.mass_basis is MassBasis.WEIGHED:
        return f"{mass}, {basis}"
    if entry.uncertainty_percent is not None:
        basis = f"{basis} ± {entry.uncertainty_percent}{formats.NBSP}%"
    return str(_("about %(mass)s, an estimate (%(basis)s)", mass=mass, basis=basis))


def _sections(receipt: Receipt) -> list[tuple[str, Facts, str]]:
    entry = receipt.entry
    return [
        (str(_("What moved")), _thing(receipt), ""),
        (str(_("From whom, to whom")), _parties(receipt), ""),
        (
            str(_("Data of the transfer document")),
            _transfer(receipt) if entry.waste_code else [],
            str(
                _(
                    "Kierto does not file it in SIIRTO: where the law asks for a transfer document "
                    "the holder of the waste makes it, for instance from these data."
                )
            )
            if entry.waste_code
            else "",
        ),
        (str(_("Decision to release")), _release(receipt), ""),
        (str(_("Who recorded and confirmed")), _records(receipt), ""),
    ]


def _thing(receipt: Receipt) -> Facts:
    handover, entry = receipt.handover, receipt.entry
    facts: Facts = [
        (str(_("Category")), handover.category.name(str(get_locale()))),
        (str(_("Day of handover")), formats.day(entry.occurred_on)),
    ]
    weighed = entry.mass_basis is MassBasis.WEIGHED
    if weighed and handover.estimated_mass is not None:
        estimate = formats.kilograms(handover.estimated_mass)
        facts.append(
            (
                str(_("Estimate before weighing")),
                f"{estimate}, {wording.label(handover.estimated_basis)}",
            )
        )
    listing = handover.listing
    if listing is not None:
        facts.append((str(_("Condition")), wording.label(listing.condition)))
        facts.append((str(_("Price")), _price(listing)))
    facts.append((str(_("Legal status")), _status(entry.step, listing)))
    if handover.category.is_ict:
        wiped = handover.data_wiped or (None if listing is None else listing.data_wiped)
        facts.append(
            (str(_("Data wiped")), wiped or str(_("no statement was recorded: check before use")))
        )
    return facts


def _price(listing: Listing) -> str:
    if listing.price is None or not listing.price:
        return str(_("free of charge"))
    price = formats.euros(listing.price)
    if listing.vat_percent is None:
        return str(_("%(price)s without VAT, as described in the listing", price=price))
    return str(
        _(
            "%(price)s without VAT, as described in the listing; VAT %(percent)s %%",
            price=price,
            percent=formats.number(listing.vat_percent),
        )
    )


def _status(step: Step, listing: Listing | None) -> str:
    status = LegalStatus.PRODUCT if listing is None else listing.legal_status
    if status is LegalStatus.WASTE or step in {Step.PREPARING, Step.RECYCLING}:
        return f"{wording.label(LegalStatus.WASTE)}: {wording.label(step)}"
    return wording.label(status)


def _parties(receipt: Receipt) -> Facts:
    handover, entry = receipt.handover, receipt.entry
    giver = _named(entry.giver_unit, entry.giver_organisation, handover.giver_unit.organisation)
    facts: Facts = [(str(_("Giver")), giver), (str(_("Collected from")), _origin(receipt))]
    receiver = handover.receiver_unit
    if receiver is None or entry.receiver_unit is None:
        facts.append((str(_("Receiver")), str(_("not recorded"))))
        return facts
    name = _named(entry.receiver_unit, entry.receiver_organisation or "", receiver.organisation)
    facts.append((str(_("Receiver")), name))
    facts.append((str(_("Taken to")), _place(receiver.site)))
    if entry.distance_m is not None:
        facts.append((str(_("Distance as the crow flies")), formats.distance(entry.distance_m)))
    return facts


def _named(unit: str, organisation: str, current: Organisation) -> str:
    """Unit, organisation and its business id; the names are those of the day."""
    whole = unit if unit == organisation else f"{unit}, {organisation}"
    return f"{whole} ({current.business_id})" if current.business_id else whole


def _origin(receipt: Receipt) -> str:
    listing = receipt.handover.listing
    if listing is None:
        return _place(receipt.handover.giver_unit.site)
    if listing.site is None and listing.place_name:
        return listing.place_name
    return _place(listing.site or listing.unit.site)


def _place(site: Site | None) -> str:
    if site is None:
        return str(_("address not recorded"))
    town = " ".join(part for part in (site.postcode, site.municipality) if part)
    return ", ".join(part for part in (site.name, site.address, town) if part)


def _transfer(receipt: Receipt) -> Facts:
    """What a transfer document asks for; holder, receiver and places stand above already."""
    entry, waste = receipt.entry, receipt.waste
    code = entry.waste_code or ""
    permit = receipt.permit
    return [
        (
            str(_("Number of the transfer document")),
            receipt.handover.transfer_number or str(_("not recorded")),
        ),
        (str(_("Waste code")), code),
        (str(_("Description")), "" if waste is None else waste.description),
        (str(_("Holder of the waste")), f"{entry.giver_unit}, {entry.giver_organisation}"),
        (str(_("Receiver")), f"{entry.receiver_unit}, {entry.receiver_organisation}"),
        (
            str(_("Receiver's permit")),
            str(_("none recorded for this code")) if permit is None else permit.reference,
        ),
        (str(_("Place of origin")), _origin(receipt)),
        (str(_("Destination")), _destination(receipt.handover.receiver_unit)),
        (str(_("Day")), formats.day(entry.occurred_on)),
        (str(_("Mass")), _mass(receipt)),
        (str(_("Treatment of the waste")), wording.label(entry.step)),
    ]


def _release(receipt: Receipt) -> Facts:
    """The decision by which public property left its organisation, or that it is not there."""
    if not receipt.needs_release:
        return []
    release = receipt.release
    if release is None:
        return [(str(_("Decision")), str(_("not recorded")))]
    price = formats.euros(release.price) if release.price else str(_("free of charge"))
    return [
        (str(_("Who decided")), release.decided_by),
        (str(_("Number of the decision")), release.number),
        (str(_("Day of the decision")), formats.day(release.decided_on)),
        (str(_("Estimated value")), formats.euros(release.estimated_value)),
        (str(_("Price")), price),
        (str(_("Reason")), release.reason),
    ]


def _destination(unit: Unit | None) -> str:
    return _place(None if unit is None else unit.site)


def _records(receipt: Receipt) -> Facts:
    handover = receipt.handover
    recorded = formats.moment(handover.recorded_at)
    if handover.recorded_by is not None:
        recorded = f"{handover.recorded_by.name}, {recorded}"
    facts: Facts = [
        (str(_("Recorded")), recorded),
        (str(_("Giver confirmed")), _confirmation(receipt.giver_confirmed)),
        (str(_("Receiver confirmed")), _confirmation(receipt.receiver_confirmed)),
    ]
    if handover.met:
        facts.append((str(_("Met face to face")), str(_("one side typed the other's code"))))
    if handover.objection:
        facts.append((str(_("Objection")), handover.objection))
    number = formats.number(receipt.entry.id)
    facts.append((str(_("Ledger entry")), str(_("number %(number)s", number=number))))
    return facts


def _confirmation(given: Confirmation | None) -> str:
    if given is None:
        return str(_("not yet"))
    moment = formats.moment(given.at)
    return f"{given.name}, {moment}" if given.name else moment

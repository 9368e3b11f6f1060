"""The tables, one noun a file. Importing this package registers all of them."""

from kierto.models.alert import Alert
from kierto.models.category import Category, CategoryName
from kierto.models.certificate import Certificate
from kierto.models.claim import Claim
from kierto.models.clearance import Clearance
from kierto.models.event import Event
from kierto.models.factor import Factor, FactorSet
from kierto.models.handover import Handover
from kierto.models.import_run import ImportRun
from kierto.models.ledger_entry import LedgerEntry, LedgerHead
from kierto.models.listing import Listing
from kierto.models.loan import Loan
from kierto.models.message import Message
from kierto.models.opening import ClosedDays, OpeningHours
from kierto.models.organisation import Organisation, WastePermit
from kierto.models.outbox import OutboxMessage
from kierto.models.outcome import Outcome
from kierto.models.password_link import PasswordLink
from kierto.models.photo import Photo
from kierto.models.pickup import Pickup, Transport
from kierto.models.presence_code import PresenceCode
from kierto.models.rate_count import RateCount
from kierto.models.release import Release
from kierto.models.sign_in import SignIn
from kierto.models.site import Site
from kierto.models.stream import Stream
from kierto.models.submission import Submission
from kierto.models.token import Token
from kierto.models.unit import Unit
from kierto.models.user import Membership, User
from kierto.models.want import Want
from kierto.models.waste_code import WasteCode

__all__ = [
    "Alert",
    "Category",
    "CategoryName",
    "Certificate",
    "Claim",
    "Clearance",
    "ClosedDays",
    "Event",
    "Factor",
    "FactorSet",
    "Handover",
    "ImportRun",
    "LedgerEntry",
    "LedgerHead",
    "Listing",
    "Loan",
    "Membership",
    "Message",
    "OpeningHours",
    "Organisation",
    "OutboxMessage",
    "Outcome",
    "PasswordLink",
    "Photo",
    "Pickup",
    "PresenceCode",
    "RateCount",
    "Release",
    "SignIn",
    "Site",
    "Stream",
    "Submission",
    "Token",
    "Transport",
    "Unit",
    "User",
    "Want",
    "WasteCode",
    "WastePermit",
]

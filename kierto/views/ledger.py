"""The ledger: entries and corrections."""

from flask import Blueprint

blueprint = Blueprint("ledger", __name__)

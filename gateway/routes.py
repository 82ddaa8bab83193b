"""
The table of contents: one row per operation, in the contract's order. Pages for people and documents about us
follow.
"""

from gateway.pages import openapi
from gateway.resources.bank import api as bank
from gateway.resources.status import api as status
from gateway.web import Access, Operation

PUBLIC, READ, WRITE, FINALIZE = Access.PUBLIC, Access.READ, Access.WRITE, Access.FINALIZE

OPERATIONS = (
    # Infrastructure
    Operation("show_health", "GET", "/api/qonto/health", status.show_health, PUBLIC),
    Operation("show_status", "GET", "/api/qonto/status", status.show_status, READ),
    Operation("show_balance", "GET", "/api/qonto/balance", bank.show_balance, READ),
)

PAGES = (
    # What is no part of the contract: documents about it
    Operation("show_openapi", "GET", "/openapi.json", openapi.show_openapi, PUBLIC),
)

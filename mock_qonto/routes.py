"""
The bank's table of contents: OPERATIONS is what customers see (which of them exist, the edition says),
CONTROLS is what tests see.
"""

from mock_qonto.console.page import show_console
from mock_qonto.control import (
    actions,
    capabilities,
    clock,
    edition,
    faults,
    journal,
    openapi,
    outbox,
    reset,
    snapshots,
    verification,
    worlds,
)
from mock_qonto.control import settings as world_settings
from mock_qonto.control.desk import Control
from mock_qonto.resources.attachments import api as attachments
from mock_qonto.resources.bank_accounts import api as bank_accounts
from mock_qonto.resources.client_invoices import api as invoices
from mock_qonto.resources.clients import api as clients
from mock_qonto.resources.credit_notes import api as credit_notes
from mock_qonto.resources.labels import api as labels
from mock_qonto.resources.memberships import api as memberships
from mock_qonto.resources.organization import api as organization
from mock_qonto.resources.quotes import api as quotes
from mock_qonto.resources.settings import api as settings
from mock_qonto.resources.transactions import api as transactions
from mock_qonto.web.routing import Operation

# ruff: noqa: E501  - one row per operation, in the contract's order: a table is read by its columns
# fmt: off
OPERATIONS = (
    # Organization
    Operation("show_organization", "GET", "/v2/organization", organization.show_organization),
    # Bank accounts
    Operation("list_bank_accounts", "GET", "/v2/bank_accounts", bank_accounts.list_bank_accounts),
    Operation("show_bank_account", "GET", "/v2/bank_accounts/{id}", bank_accounts.show_bank_account),
    # Clients
    Operation("list_clients", "GET", "/v2/clients", clients.list_clients),
    Operation("create_client", "POST", "/v2/clients", clients.create_client),
    Operation("show_client", "GET", "/v2/clients/{id}", clients.show_client),
    Operation("update_client", "PATCH", "/v2/clients/{id}", clients.update_client),
    Operation("delete_client", "DELETE", "/v2/clients/{id}", clients.delete_client),
    # Client invoices
    Operation("list_client_invoices", "GET", "/v2/client_invoices", invoices.list_client_invoices),
    Operation("create_client_invoice", "POST", "/v2/client_invoices", invoices.create_client_invoice),
    Operation("show_client_invoice", "GET", "/v2/client_invoices/{id}", invoices.show_client_invoice),
    Operation("update_client_invoice", "PATCH", "/v2/client_invoices/{id}", invoices.update_client_invoice),
    Operation("delete_client_invoice", "DELETE", "/v2/client_invoices/{id}", invoices.delete_client_invoice),
    Operation("finalize_client_invoice", "POST", "/v2/client_invoices/{id}/finalize", invoices.finalize_client_invoice),
    Operation("send_client_invoice", "POST", "/v2/client_invoices/{id}/send", invoices.send_client_invoice),
    Operation("mark_client_invoice_paid", "POST", "/v2/client_invoices/{id}/mark_as_paid", invoices.mark_client_invoice_paid),
    Operation("unmark_client_invoice_paid", "POST", "/v2/client_invoices/{id}/unmark_as_paid", invoices.unmark_client_invoice_paid),
    Operation("cancel_client_invoice", "POST", "/v2/client_invoices/{id}/mark_as_canceled", invoices.cancel_client_invoice),
    # Credit notes
    Operation("list_credit_notes", "GET", "/v2/credit_notes", credit_notes.list_credit_notes),
    Operation("create_credit_note", "POST", "/v2/credit_notes", credit_notes.create_credit_note),
    Operation("show_credit_note", "GET", "/v2/credit_notes/{id}", credit_notes.show_credit_note),
    # Quotes
    Operation("list_quotes", "GET", "/v2/quotes", quotes.list_quotes),
    Operation("create_quote", "POST", "/v2/quotes", quotes.create_quote),
    Operation("show_quote", "GET", "/v2/quotes/{id}", quotes.show_quote),
    Operation("update_quote", "PATCH", "/v2/quotes/{id}", quotes.update_quote),
    Operation("delete_quote", "DELETE", "/v2/quotes/{id}", quotes.delete_quote),
    Operation("send_quote", "POST", "/v2/quotes/{id}/send", quotes.send_quote),
    # Attachments
    Operation("upload_attachment", "POST", "/v2/attachments", attachments.upload_attachment),
    Operation("list_attachments", "GET", "/v2/attachments", attachments.list_attachments),
    Operation("show_attachment", "GET", "/v2/attachments/{id}", attachments.show_attachment),
    Operation("delete_attachment", "DELETE", "/v2/attachments/{id}", attachments.delete_attachment),
    # Transactions
    Operation("list_transactions", "GET", "/v2/transactions", transactions.list_transactions),
    Operation("show_transaction", "GET", "/v2/transactions/{id}", transactions.show_transaction),
    Operation("list_transaction_attachments", "GET", "/v2/transactions/{id}/attachments", transactions.list_transaction_attachments),
    Operation("upload_transaction_attachment", "POST", "/v2/transactions/{id}/attachments", transactions.upload_transaction_attachment),
    Operation("delete_transaction_attachments", "DELETE", "/v2/transactions/{id}/attachments", transactions.delete_transaction_attachments),
    Operation("delete_transaction_attachment", "DELETE", "/v2/transactions/{id}/attachments/{attachment_id}", transactions.delete_transaction_attachment),
    # Labels
    Operation("list_labels", "GET", "/v2/labels", labels.list_labels),
    Operation("show_label", "GET", "/v2/labels/{id}", labels.show_label),
    # Memberships
    Operation("list_memberships", "GET", "/v2/memberships", memberships.list_memberships),
    # Settings
    Operation("show_settings", "GET", "/v2/settings", settings.show_settings),
    Operation("update_settings", "PUT", "/v2/settings", settings.update_settings),
)

CONTROLS = (
    # About
    Control("show_console", "GET", "/", show_console),
    Control("show_contract", "GET", "/openapi.json", openapi.show_contract),
    # Clock
    Control("show_clock", "GET", "/clock", clock.show_clock),
    Control("update_clock", "PUT", "/clock", clock.update_clock),
    Control("advance_clock", "POST", "/clock/advance", clock.advance_clock),
    # Worlds
    Control("reset_world", "POST", "/reset", reset.reset_world),
    Control("list_snapshots", "GET", "/snapshots", snapshots.list_snapshots),
    Control("create_snapshot", "POST", "/snapshots/{name}", snapshots.create_snapshot),
    Control("restore_snapshot", "POST", "/snapshots/{name}/restore", snapshots.restore_snapshot),
    Control("list_worlds", "GET", "/worlds", worlds.list_worlds),
    Control("create_world", "POST", "/worlds", worlds.create_world),
    Control("delete_world", "DELETE", "/worlds/{slug}", worlds.delete_world),
    Control("fork_world", "POST", "/worlds/{slug}/fork", worlds.fork_world),
    # Journal
    Control("list_journal", "GET", "/journal", journal.list_journal),
    Control("clear_journal", "DELETE", "/journal", journal.clear_journal),
    Control("verify_journal", "POST", "/journal/verify", verification.verify_journal),
    # Faults
    Control("list_faults", "GET", "/faults", faults.list_faults),
    Control("create_fault", "POST", "/faults", faults.create_fault),
    Control("clear_faults", "DELETE", "/faults", faults.clear_faults),
    # What the bank speaks and has
    Control("show_edition", "GET", "/edition", edition.show_edition),
    Control("update_edition", "PUT", "/edition", edition.update_edition),
    Control("list_capabilities", "GET", "/capabilities", capabilities.list_capabilities),
    Control("update_capabilities", "PUT", "/capabilities", capabilities.update_capabilities),
    Control("show_world_settings", "GET", "/settings", world_settings.show_world_settings),
    Control("update_world_settings", "PUT", "/settings", world_settings.update_world_settings),
    # Actions
    Control("receive_transfer", "POST", "/actions/receive-transfer", actions.receive_transfer),
    Control("issue_credit_note", "POST", "/actions/issue-credit-note", actions.issue_credit_note),
    Control("approve_quote", "POST", "/actions/approve-quote", actions.approve_quote),
    Control("cancel_quote", "POST", "/actions/cancel-quote", actions.cancel_quote),
    Control("regenerate_key", "POST", "/actions/regenerate-key", actions.regenerate_key),
    Control("list_outbox", "GET", "/outbox", outbox.list_outbox),
)
# fmt: on

"""The bank's table of contents: OPERATIONS is what customers see. Which of them exist, the edition says."""

from mock_qonto.resources.attachments import api as attachments
from mock_qonto.resources.bank_accounts import api as bank_accounts
from mock_qonto.resources.client_invoices import api as invoices
from mock_qonto.resources.clients import api as clients
from mock_qonto.resources.organization import api as organization
from mock_qonto.resources.settings import api as settings
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
    # Attachments
    Operation("upload_attachment", "POST", "/v2/attachments", attachments.upload_attachment),
    Operation("list_attachments", "GET", "/v2/attachments", attachments.list_attachments),
    Operation("show_attachment", "GET", "/v2/attachments/{id}", attachments.show_attachment),
    Operation("delete_attachment", "DELETE", "/v2/attachments/{id}", attachments.delete_attachment),
    # Settings
    Operation("show_settings", "GET", "/v2/settings", settings.show_settings),
    Operation("update_settings", "PUT", "/v2/settings", settings.update_settings),
)
# fmt: on

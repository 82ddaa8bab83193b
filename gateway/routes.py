"""
The table of contents: one row per operation, in the contract's order. Pages for people and documents about us
follow.
"""

from gateway.pages import confirming, home, openapi
from gateway.pages.failures import failure_page
from gateway.resources.bank import api as bank
from gateway.resources.finalization import api as finalization
from gateway.resources.invoice_changes import api as invoice_changes
from gateway.resources.invoice_creation import api as invoice_creation
from gateway.resources.invoice_views import api as invoice_views
from gateway.resources.invoice_workflow import api as invoice_workflow
from gateway.resources.pdf import api as pdf
from gateway.resources.status import api as status
from gateway.web import Access, Operation

PUBLIC, READ, WRITE, FINALIZE = Access.PUBLIC, Access.READ, Access.WRITE, Access.FINALIZE

OPERATIONS = (
    # Invoices
    Operation("list_invoices", "GET", "/api/qonto/invoices", invoice_views.list_invoices, READ),
    Operation("create_invoice", "POST", "/api/qonto/invoices", invoice_creation.create_invoice, WRITE),
    Operation(
        "list_invoices_by_order",
        "GET",
        "/api/qonto/invoices/by-order/{orderId}",
        invoice_views.list_invoices_by_order,
        READ,
    ),
    Operation("show_invoice", "GET", "/api/qonto/invoices/{id}", invoice_views.show_invoice, READ),
    Operation("update_invoice", "PATCH", "/api/qonto/invoices/{id}", invoice_changes.update_invoice, WRITE),
    Operation(
        "show_invoice_details",
        "GET",
        "/api/qonto/invoices/{id}/details",
        invoice_views.show_invoice_details,
        READ,
    ),
    Operation("show_invoice_pdf", "GET", "/api/qonto/invoices/{id}/pdf", pdf.show_invoice_pdf, READ),
    Operation(
        "finalize_invoice",
        "POST",
        "/api/qonto/invoices/{id}/finalize",
        finalization.finalize_invoice,
        FINALIZE,
    ),
    Operation(
        "validate_invoice_to_draft",
        "POST",
        "/api/qonto/invoices/{id}/validate-to-draft",
        invoice_workflow.validate_invoice_to_draft,
        WRITE,
    ),
    Operation(
        "finalize_invoice_workflow",
        "POST",
        "/api/qonto/invoices/{id}/finalize-workflow",
        finalization.finalize_invoice_workflow,
        FINALIZE,
    ),
    Operation(
        "mark_invoice_paid",
        "POST",
        "/api/qonto/invoices/{id}/mark-paid",
        invoice_workflow.mark_invoice_paid,
        WRITE,
    ),
    Operation("send_invoice", "POST", "/api/qonto/invoices/{id}/send", invoice_workflow.send_invoice, WRITE),
    Operation(
        "cancel_invoice", "POST", "/api/qonto/invoices/{id}/cancel", invoice_workflow.cancel_invoice, WRITE
    ),
    Operation(
        "delete_invoice", "DELETE", "/api/qonto/invoices/{id}/delete", invoice_workflow.delete_invoice, WRITE
    ),
    # Confirmation: the token in the path is the credential
    Operation(
        "show_confirmation",
        "GET",
        "/confirm/{token}",
        confirming.show_confirmation,
        PUBLIC,
        confirming.confirmation_failure,
    ),
    Operation(
        "confirm_finalization",
        "POST",
        "/confirm/{token}",
        confirming.confirm_finalization,
        PUBLIC,
        confirming.confirmation_failure,
    ),
    # Infrastructure
    Operation("show_health", "GET", "/api/qonto/health", status.show_health, PUBLIC),
    Operation("show_status", "GET", "/api/qonto/status", status.show_status, READ),
    Operation("show_balance", "GET", "/api/qonto/balance", bank.show_balance, READ),
)

PAGES = (
    # The small UI: forms that call the same services; only the confirmation page finalises
    Operation("show_home", "GET", "/", home.show_home, READ, failure_page),
    Operation(
        "create_invoice_from_page",
        "POST",
        "/ui/orders/{id}/invoice",
        home.create_invoice_from_page,
        WRITE,
        failure_page,
    ),
    Operation(
        "finalize_invoice_from_page",
        "POST",
        "/ui/invoices/{id}/finalize",
        home.finalize_invoice_from_page,
        FINALIZE,
        home.question_page,
    ),
    Operation(
        "mark_invoice_paid_from_page",
        "POST",
        "/ui/invoices/{id}/mark-paid",
        home.mark_invoice_paid_from_page,
        WRITE,
        failure_page,
    ),
    Operation(
        "delete_invoice_from_page",
        "POST",
        "/ui/invoices/{id}/delete",
        home.delete_invoice_from_page,
        WRITE,
        failure_page,
    ),
    # What is no part of the contract: documents about it
    Operation("show_openapi", "GET", "/openapi.json", openapi.show_openapi, PUBLIC),
)

"""
The table of contents: one row per operation, in the contract's order. Pages for people and documents about us
follow.
"""

from gateway.pages import confirming, docs, home, openapi
from gateway.pages.failures import failure_page, public_failure_page
from gateway.resources.attachment_cleanup import api as attachment_cleanup
from gateway.resources.attachment_upload import api as attachment_upload
from gateway.resources.attachments import api as attachments
from gateway.resources.bank import api as bank
from gateway.resources.client_directory import api as client_directory
from gateway.resources.credit_note_finalization import api as credit_note_finalization
from gateway.resources.credit_note_views import api as credit_note_views
from gateway.resources.credit_note_workflow import api as credit_note_workflow
from gateway.resources.debug import api as debug
from gateway.resources.finalization import api as finalization
from gateway.resources.invoice_changes import api as invoice_changes
from gateway.resources.invoice_creation import api as invoice_creation
from gateway.resources.invoice_pdf import api as invoice_pdf
from gateway.resources.invoice_sync import api as invoice_sync
from gateway.resources.invoice_views import api as invoice_views
from gateway.resources.invoice_workflow import api as invoice_workflow
from gateway.resources.order_sync import api as order_sync
from gateway.resources.payments import api as payments
from gateway.resources.quote_conversion import api as quote_conversion
from gateway.resources.quote_creation import api as quote_creation
from gateway.resources.quote_finalization import api as quote_finalization
from gateway.resources.quote_views import api as quote_views
from gateway.resources.quote_workflow import api as quote_workflow
from gateway.resources.service_invoices import api as service_invoices
from gateway.resources.status import api as status
from gateway.resources.sync import api as sync
from gateway.resources.transaction_views import api as transaction_views
from gateway.web import Access, Operation

PUBLIC, READ, WRITE, FINALIZE = Access.PUBLIC, Access.READ, Access.WRITE, Access.FINALIZE
LINK = Access.LINK

OPERATIONS = (
    # Invoices
    Operation("list_invoices", "GET", "/api/qonto/invoices", invoice_views.list_invoices, READ),
    Operation(
        "create_invoice",
        "POST",
        "/api/qonto/invoices",
        invoice_creation.create_invoice,
        WRITE,
        creates=True,
    ),
    Operation(
        "list_service_invoices",
        "GET",
        "/api/qonto/invoices/service",
        service_invoices.list_service_invoices,
        READ,
    ),
    Operation(
        "create_service_invoice",
        "POST",
        "/api/qonto/invoices/service",
        service_invoices.create_service_invoice,
        WRITE,
        creates=True,
        several=True,
    ),
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
    Operation("show_invoice_pdf", "GET", "/api/qonto/invoices/{id}/pdf", invoice_pdf.show_invoice_pdf, READ),
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
        payments.mark_invoice_paid,
        WRITE,
    ),
    Operation(
        "reconcile_invoice",
        "POST",
        "/api/qonto/invoices/{id}/reconcile",
        payments.reconcile_invoice,
        WRITE,
    ),
    Operation("send_invoice", "POST", "/api/qonto/invoices/{id}/send", invoice_workflow.send_invoice, WRITE),
    Operation(
        "cancel_invoice", "POST", "/api/qonto/invoices/{id}/cancel", invoice_workflow.cancel_invoice, WRITE
    ),
    Operation(
        "delete_invoice", "DELETE", "/api/qonto/invoices/{id}/delete", invoice_workflow.delete_invoice, WRITE
    ),
    Operation(
        "convert_invoice_to_quote",
        "POST",
        "/api/qonto/invoices/{id}/convert-to-quote",
        quote_creation.convert_invoice_to_quote,
        WRITE,
        creates=True,
    ),
    Operation(
        "sync_invoice_to_order",
        "POST",
        "/api/qonto/invoices/{id}/sync-to-order",
        order_sync.sync_invoice_to_order,
        WRITE,
    ),
    # Quotes
    Operation("list_quotes", "GET", "/api/qonto/quotes", quote_views.list_quotes, READ),
    Operation("create_quote", "POST", "/api/qonto/quotes", quote_creation.create_quote, WRITE, creates=True),
    Operation(
        "list_service_quotes", "GET", "/api/qonto/quotes/service", quote_views.list_service_quotes, READ
    ),
    Operation(
        "create_service_quote",
        "POST",
        "/api/qonto/quotes/service",
        quote_creation.create_service_quote,
        WRITE,
        creates=True,
        several=True,
    ),
    Operation(
        "create_quote_from_invoice",
        "POST",
        "/api/qonto/quotes/from-invoice/{invoiceId}",
        quote_creation.create_quote_from_invoice,
        WRITE,
        creates=True,
    ),
    Operation("show_quote", "GET", "/api/qonto/quotes/{id}", quote_views.show_quote, READ),
    Operation("update_quote", "PATCH", "/api/qonto/quotes/{id}", quote_workflow.update_quote, WRITE),
    Operation("delete_quote", "DELETE", "/api/qonto/quotes/{id}", quote_workflow.delete_quote, WRITE),
    Operation("show_quote_pdf", "GET", "/api/qonto/quotes/{id}/pdf", quote_views.show_quote_pdf, READ),
    Operation(
        "show_quote_view",
        "GET",
        "/api/qonto/quotes/{id}/view",
        quote_views.show_quote_view,
        LINK,
        public_failure_page,
    ),
    Operation(
        "finalize_quote",
        "POST",
        "/api/qonto/quotes/{id}/finalize",
        quote_finalization.finalize_quote,
        FINALIZE,
    ),
    Operation(
        "convert_quote",
        "POST",
        "/api/qonto/quotes/{id}/convert",
        quote_conversion.convert_quote,
        WRITE,
        creates=True,
    ),
    Operation("accept_quote", "POST", "/api/qonto/quotes/{id}/accept", quote_workflow.accept_quote, WRITE),
    Operation("decline_quote", "POST", "/api/qonto/quotes/{id}/decline", quote_workflow.decline_quote, WRITE),
    Operation("send_quote", "POST", "/api/qonto/quotes/{id}/send", quote_workflow.send_quote, WRITE),
    # Credit notes
    Operation(
        "list_credit_notes", "GET", "/api/qonto/credit-notes", credit_note_views.list_credit_notes, READ
    ),
    Operation(
        "create_credit_note",
        "POST",
        "/api/qonto/credit-notes",
        credit_note_workflow.create_credit_note,
        WRITE,
        creates=True,
    ),
    Operation(
        "show_credit_note", "GET", "/api/qonto/credit-notes/{id}", credit_note_views.show_credit_note, READ
    ),
    Operation(
        "update_credit_note",
        "PATCH",
        "/api/qonto/credit-notes/{id}",
        credit_note_workflow.update_credit_note,
        WRITE,
    ),
    Operation(
        "delete_credit_note",
        "DELETE",
        "/api/qonto/credit-notes/{id}",
        credit_note_workflow.delete_credit_note,
        WRITE,
    ),
    Operation(
        "show_credit_note_pdf",
        "GET",
        "/api/qonto/credit-notes/{id}/pdf",
        credit_note_views.show_credit_note_pdf,
        READ,
    ),
    Operation(
        "finalize_credit_note",
        "POST",
        "/api/qonto/credit-notes/{id}/finalize",
        credit_note_finalization.finalize_credit_note,
        FINALIZE,
    ),
    Operation(
        "send_credit_note",
        "POST",
        "/api/qonto/credit-notes/{id}/send",
        credit_note_workflow.send_credit_note,
        WRITE,
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
    # Transactions and clients
    Operation(
        "list_transactions", "GET", "/api/qonto/transactions", transaction_views.list_transactions, READ
    ),
    Operation("list_clients", "GET", "/api/qonto/clients", client_directory.list_clients, READ),
    Operation(
        "create_client", "POST", "/api/qonto/clients", client_directory.create_client, WRITE, creates=True
    ),
    # Synchronisations
    Operation("show_sync", "GET", "/api/qonto/sync", sync.show_sync, READ),
    Operation(
        "sync_transactions", "POST", "/api/qonto/sync", sync.sync_transactions, WRITE, checks_world=True
    ),
    Operation("show_invoice_sync", "GET", "/api/qonto/sync-invoices", invoice_sync.show_invoice_sync, READ),
    Operation(
        "sync_invoices",
        "POST",
        "/api/qonto/sync-invoices",
        invoice_sync.sync_invoices,
        WRITE,
        checks_world=True,
    ),
    # Attachments
    Operation(
        "upload_attachment",
        "POST",
        "/api/qonto/attachments/upload",
        attachment_upload.upload_attachment,
        WRITE,
        creates=True,
    ),
    Operation(
        "cleanup_duplicate_attachments",
        "POST",
        "/api/qonto/attachments/cleanup-duplicates",
        attachment_cleanup.cleanup_duplicate_attachments,
        WRITE,
    ),
    Operation("show_attachment", "GET", "/api/qonto/attachments/{id}", attachments.show_attachment, READ),
    Operation(
        "delete_attachment", "DELETE", "/api/qonto/attachments/{id}", attachments.delete_attachment, WRITE
    ),
    # Debugging
    Operation("show_debug", "GET", "/api/qonto/debug", debug.show_debug, READ),
    Operation("show_debug_counts", "GET", "/api/qonto/debug-counts", debug.show_debug_counts, READ),
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
    Operation("show_docs", "GET", "/docs", docs.show_docs, PUBLIC, failure_page),
)

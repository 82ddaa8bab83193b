"""
Which tests are asked about which file.

mutmut finds out by itself which of them reach a changed function; the map only keeps it from running the
whole suite to find that out: what asks a model alone comes before what asks it through an endpoint. A file
that is not named asks the folder of its own name.
"""

from pathlib import Path

ROOT = Path(__file__).parents[3]

_GATEWAY = {
    "attachment_cleanup": ("attachments/test_model.py", "attachments/test_cleanup_duplicate_attachments.py"),
    "attachment_upload": ("attachments/test_upload_attachment.py", "attachments/test_upload_refused.py"),
    "attachments": ("attachments/test_model.py", "attachments/test_show_attachment.py"),
    "bank": ("bank",),
    "credit_notes": ("credit_notes/test_model.py",),
    "debug": ("debug/test_model.py",),
    "documents": ("documents",),
    "invoice_sync": ("syncing/test_show_invoice_sync.py", "syncing/test_sync_invoices.py"),
    "invoices": ("invoices/test_model.py",),
    "ledger": ("invoices/test_mark_invoice_paid.py", "invoices/test_reconcile_invoice.py"),
    "order_sync": ("invoices/test_sync_invoice_to_order.py",),
    "pdf": ("pdf",),
    "quote_views": ("quotes/test_list_quotes.py", "quotes/test_show_quote.py"),
    "quotes": ("quotes/test_model.py",),
    "service_lines": ("invoices/test_create_service_invoice.py", "quotes/test_create_service_quote.py"),
    "sync_runs": ("syncing/test_show_sync.py", "syncing/test_one_at_a_time.py"),
    "transactions": ("transactions",),
}
_BANK = {
    "attachments": ("attachments/test_model.py", "attachments"),
    "client_invoices": ("client_invoices/test_model.py",),
    "credit_notes": ("credit_notes/test_model.py",),
    "emails": ("client_invoices/test_send_client_invoice.py", "control/test_list_outbox.py"),
    "quotes": ("quotes/test_model.py",),
    "quote_numbers": ("quotes/test_model.py",),
    "settings": ("settings", "control/test_update_world_settings.py"),
    "transactions": ("transactions/test_model.py",),
    "uploads": ("transactions/test_upload_transaction_attachment.py",),
}

FILES = (
    "gateway/confirmation.py",
    *(
        str(path.relative_to(ROOT))
        for package in ("gateway", "mock_qonto")
        for path in sorted((ROOT / package / "resources").glob("*/model.py"))
    ),
)


def tests_of(file: str) -> list[str]:
    package, *_, folder, _ = (
        ("", *file.split("/"))[1:] if "/resources/" in file else (*file.split("/"), "", "")
    )
    if not folder:
        return ["tests/gateway/test_confirmation.py"]
    names = (_GATEWAY if package == "gateway" else _BANK).get(folder, (folder,))
    if package == "mock_qonto":
        names += ("test_machines.py",)
    return [path for name in names if (ROOT / (path := f"tests/{package}/{name}")).exists()]

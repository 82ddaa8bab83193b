"""
Which tests are asked about which file.

mutmut finds out by itself which of them reach a changed function; the map only keeps it from running the
whole suite to find that out: what asks a model alone comes before what asks it through an endpoint. A file
that is not named asks the folder of its own name; a model without a function has nothing to change.
"""

from pathlib import Path

ROOT = Path(__file__).parents[3]

_GATEWAY = {
    "attachment_cleanup": ("attachments/test_model.py",),
    "attachment_upload": ("attachments/test_upload_model.py",),
    "attachments": ("attachments/test_model.py",),
    "bank": ("bank/test_model.py",),
    "clients": ("clients/test_model.py",),
    "credit_notes": ("credit_notes/test_model.py",),
    "debug": ("debug/test_model.py",),
    "documents": ("documents/test_model.py",),
    "invoice_sync": ("syncing/test_model.py",),
    "invoices": ("invoices/test_model.py",),
    "orders": ("orders/test_model.py",),
    "quote_views": ("quotes/test_links.py",),
    "quotes": ("quotes/test_model.py",),
    "service_lines": ("invoices/test_create_service_invoice.py", "quotes/test_create_service_quote.py"),
    "status": ("status/test_model.py",),
    "sync_runs": ("syncing/test_model.py",),
}
_BANK = {
    "attachments": ("attachments/test_model.py",),
    "bank_accounts": ("bank_accounts/test_model.py",),
    "client_invoices": ("client_invoices/test_model.py",),
    "clients": ("clients/test_model.py",),
    "credit_notes": ("credit_notes/test_model.py",),
    "organization": ("bank_accounts/test_list_bank_accounts.py", "organization"),
    "quotes": ("quotes/test_model.py",),
    "quote_numbers": ("quotes/test_model.py",),
    "settings": ("settings/test_model.py",),
    "transactions": ("transactions/test_model.py", "attachments/test_model.py"),
}

FILES = (
    "gateway/confirmation.py",
    *(
        str(path.relative_to(ROOT))
        for package in ("gateway", "mock_qonto")
        for path in sorted((ROOT / package / "resources").glob("*/model.py"))
        if "def " in path.read_text()
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

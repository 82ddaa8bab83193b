"""Family G, the refusals: what is not there, what cannot be understood, what Qonto does not offer."""

from contracts.rules.exchange import READS
from contracts.rules.following import Act
from contracts.rules.patterns import KEPT, Found, held, of_acts
from contracts.rules.rule import Provenance, Rule, Side

OF_ONE_DOCUMENT = (
    "show_invoice",
    "show_invoice_details",
    "show_invoice_pdf",
    "update_invoice",
    "delete_invoice",
    "finalize_invoice",
    "finalize_invoice_workflow",
    "validate_invoice_to_draft",
    "send_invoice",
    "mark_invoice_paid",
    "reconcile_invoice",
    "cancel_invoice",
    "sync_invoice_to_order",
    "create_quote_from_invoice",
    "convert_invoice_to_quote",
    "show_quote",
    "update_quote",
    "delete_quote",
    "show_quote_pdf",
    "show_quote_view",
    "finalize_quote",
    "convert_quote",
    "accept_quote",
    "decline_quote",
    "send_quote",
    "show_credit_note",
    "update_credit_note",
    "delete_credit_note",
    "show_credit_note_pdf",
    "finalize_credit_note",
    "send_credit_note",
)
OF_SOMETHING_ELSE = (
    "create_invoice",
    "create_service_invoice",
    "create_quote",
    "create_service_quote",
    "create_credit_note",
    "list_transactions",
    "show_attachment",
    "delete_attachment",
    "upload_attachment",
    "cleanup_duplicate_attachments",
    "show_confirmation",
    "confirm_finalization",
)
TAKES_A_BODY = (
    "create_invoice",
    "create_service_invoice",
    "update_invoice",
    "send_invoice",
    "mark_invoice_paid",
    "reconcile_invoice",
    "create_quote",
    "create_service_quote",
    "update_quote",
    "send_quote",
    "create_client",
    "sync_transactions",
    "sync_invoices",
    "upload_attachment",
    "cleanup_duplicate_attachments",
    "create_credit_note",
    "update_credit_note",
    "send_credit_note",
    "list_transactions",
)
_NOT_FOUND, _NO_SUCH_TYPE, _INVALID, _NOT_AT_QONTO = 404, 415, 422, 501
_FIELDS = frozenset({"INVALID", "INVALID_PARAMETER"})
_NAMES_NOTHING = ("_NOT_FOUND", "PDF_NOT_AVAILABLE", "DEBUG_DISABLED")


# ---------------------------------------------------------------- what is not there
def not_found_says_what(act: Act) -> Found:
    call = act.call
    if call.status != _NOT_FOUND or call.code is None:
        return None
    kept = call.code.endswith(_NAMES_NOTHING) or call.code == "NOT_FOUND"
    return KEPT if kept else f"{call.operation}: {_NOT_FOUND} {call.code}"


def fields_are_named(act: Act) -> Found:
    call = act.call
    if call.status != _INVALID or call.code not in _FIELDS:
        return None
    fields = held(call.answered, "details", "fields")
    return KEPT if isinstance(fields, list) else f"{call.operation}: {call.code} names no field"


def absent_at_qonto(act: Act) -> Found:
    call = act.call
    if call.status != _NOT_AT_QONTO:
        return None
    done = [e.operation for e in call.exchanges or () if e.ok and e.method not in READS]
    return f"{call.operation}: {_NOT_AT_QONTO}, and {done[0]} was done" if done else KEPT


def of_that_type(act: Act) -> Found:
    call = act.call
    if call.status != _NO_SUCH_TYPE:
        return None
    sent = [e.operation for e in call.exchanges or () if e.method not in READS]
    return f"{sent[0]} of a file that was refused" if sent else KEPT


# ---------------------------------------------------------------- what was shown first
def deletes_what_was_planned(act: Act) -> Found:
    call = act.call
    deleted = [e for e in call.exchanges or () if e.operation == _DELETES_FILES]
    if call.exchanges is None or not call.ok:
        return None
    planned = held(call.asked, "dryRun") is False and bool(held(call.asked, "plan"))
    return f"{len(deleted)} files deleted, and no plan had been shown" if deleted and not planned else KEPT


_DELETES_FILES = "delete_transaction_attachment"
_CLEANUP = "cleanup_duplicate_attachments"
_CONTRACT = "the gateway's contract"

RULES = (
    Rule(
        id="G.14",
        says="What is not there is 404, and the code says what was not found.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=_CONTRACT,
        check=of_acts(not_found_says_what),
        refuses=dict.fromkeys((*OF_ONE_DOCUMENT, *OF_SOMETHING_ELSE), (_NOT_FOUND,)),
        protocol=True,
    ),
    Rule(
        id="G.15",
        says="What was understood and is not acceptable is 422, and the fields are named.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=_CONTRACT,
        check=of_acts(fields_are_named),
        refuses=dict.fromkeys(TAKES_A_BODY, (_INVALID,)),
        protocol=True,
    ),
    Rule(
        id="G.16",
        says="What Qonto does not offer is 501, and nothing was done.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 8: a credit note is issued on Qonto's dashboard",
        check=of_acts(absent_at_qonto),
        refuses=dict.fromkeys(
            ("create_credit_note", "finalize_credit_note", "send_credit_note"), (_NOT_AT_QONTO,)
        ),
    ),
    Rule(
        id="G.17",
        says="A file of a type that Qonto does not take is not sent there.",
        side=Side.GATEWAY,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on uploading a file",
        check=of_acts(of_that_type, "upload_attachment"),
        refuses={"upload_attachment": (_NO_SUCH_TYPE,)},
    ),
    Rule(
        id="G.18",
        says="Duplicate files are deleted as the plan said that was shown before, and not otherwise.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=_CONTRACT,
        check=of_acts(deletes_what_was_planned, _CLEANUP),
        refuses={_CLEANUP: (409,)},
        protocol=True,
    ),
)

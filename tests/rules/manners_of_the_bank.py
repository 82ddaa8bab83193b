"""Files, transactions, lists, refusals, money and headers, kept and broken by a bank."""

from tests.rules.case import Case
from tests.rules.tales import (
    EXPIRES,
    GUIDE,
    at_the_edge,
    bank,
    client,
    draft,
    file,
    final,
    followed,
    gone,
    line,
    listed,
    made,
    moment,
    movement,
    number_line,
    path_of,
    refused,
    said,
    shown,
    unpaid,
)

LOOKED = said("show_attachment", "a-1", answered={"attachment": file()})
UPLOADED = {"attachment": {"id": "a-1"}}
KEY = {"asked_headers": {"x-qonto-idempotency-key": "k-1", "authorization": "x"}}
MOCKED = {"x-mock-qonto": "0.1", "x-request-id": "t"}
OTHERS = {"x-mock-qonto": "0.1", "x-request-id": "u"}
NOT_THERE = {"status": 404, "code": "not_found"}
ELSEWHERE = file("a-2", EXPIRES, url=f"http://elsewhere.example{path_of('a-2')}")
EARLY, LATE = draft("i-1", created_at=moment(0)), draft("i-2", created_at=moment(60))


def moved(*rows: dict[str, object], query: str = "", **more: object) -> object:
    return listed("transactions", *rows, query=query, **more)


FILES = (
    Case(
        "A.1",
        bank(said("upload_attachment", answered=UPLOADED)),
        bank(said("upload_attachment", answered={"attachment": file()})),
    ),
    Case(
        "A.2",
        bank(said("upload_transaction_attachment", "t-1", answered={})),
        bank(said("upload_transaction_attachment", "t-1", answered=UPLOADED)),
    ),
    Case(
        "A.3", bank(LOOKED), bank(said("show_attachment", "a-1", answered={"attachment": file(file_size=24)}))
    ),
    Case("A.4", bank(LOOKED, LOOKED), bank(LOOKED, listed("attachments", ELSEWHERE))),
    Case(
        "A.5",
        bank(LOOKED, gone("delete_attachment", "a-1"), followed(path_of(), 404), edition=GUIDE),
        bank(LOOKED, gone("delete_attachment", "a-1"), followed(path_of(), 200), edition=GUIDE),
    ),
    Case(
        "A.6",
        bank(refused("upload_attachment", code="not_in_list")),
        bank(refused("upload_attachment", code="invalid_client_id")),
    ),
)

TRANSACTIONS = (
    Case("T.1", bank(moved(movement())), bank(moved(movement(amount=-59.88)))),
    Case("T.2", bank(moved(movement())), bank(moved(movement(settled_at=None)))),
    Case(
        "T.3",
        bank(
            moved(movement()),
            moved(movement(status="pending", settled_at=None), query="status=pending"),
        ),
        bank(moved(movement(status="pending", settled_at=None))),
    ),
    Case(
        "T.4",
        bank(moved(movement(), query="bank_account_id=b-1")),
        bank(moved(movement(), movement("t-2", bank_account_id="b-2"))),
    ),
    Case(
        "T.5",
        bank(moved(movement("t-2", settled_at=moment(9)), movement())),
        bank(moved(movement(), movement("t-2", settled_at=moment(9)))),
    ),
    Case(
        "T.6",
        bank(moved(movement(), query="side=credit")),
        bank(moved(movement(side="debit"), query="side=credit")),
    ),
    Case(
        "T.7",
        bank(moved(movement(), query="with_attachments=false")),
        bank(moved(movement(), query="with_attachments=true")),
    ),
    Case(
        "T.8",
        bank(
            moved(movement()),
            said("show_transaction", "verone-1-transaction-t-1", answered={"transaction": movement()}),
        ),
        bank(moved(movement()), refused("show_transaction", "verone-1-transaction-t-1", **NOT_THERE)),
    ),
    Case(
        "T.9",
        bank(
            listed("bank_accounts", {"id": "b-1"}),
            moved(movement(), query="bank_account_id=b-1"),
            refused("list_transactions", **NOT_THERE, query="bank_account_id=b-9"),
        ),
        bank(listed("bank_accounts", {"id": "b-1"}), moved(query="bank_account_id=b-9")),
    ),
    Case(
        "T.10",
        bank(
            said("delete_transaction_attachments", "t-1", answered={}),
            said("list_transaction_attachments", "t-1", answered={"attachments": []}),
        ),
        bank(
            said("delete_transaction_attachments", "t-1", answered={}),
            said("list_transaction_attachments", "t-1", answered={"attachments": [file()]}),
        ),
    ),
)

LISTS = (
    Case(
        "L.1",
        bank(refused("list_clients", query="page=2", error={"source": {"parameter": "page"}})),
        bank(refused("list_clients", query="page=1", error={"source": {"parameter": "page"}})),
    ),
    Case(
        "L.2",
        bank(listed("clients", client())),
        bank(listed("clients", client(), meta={"total_count": 2})),
    ),
    Case(
        "L.3",
        bank(listed("clients", client(), query="page=1&per_page=100")),
        bank(listed("clients", client(), query="per_page=10")),
    ),
    Case(
        "L.4",
        bank(
            listed("client_invoices", LATE, EARLY),
            listed("client_invoices", EARLY, LATE, query="sort_by=created_at:asc"),
        ),
        bank(listed("client_invoices", EARLY, LATE)),
    ),
    Case(
        "L.5",
        bank(listed("client_invoices", EARLY, query="filter%5Bstatus%5D=draft,paid")),
        bank(listed("client_invoices", EARLY, query="filter%5Bstatus%5D=paid")),
    ),
    Case(
        "L.6",
        bank(listed("client_invoices", LATE, query=f"filter[created_at_from]={moment(30)}")),
        bank(listed("client_invoices", EARLY, query=f"filter[created_at_from]={moment(30)}")),
    ),
    Case(
        "L.7",
        bank(made(EARLY), listed("client_invoices", EARLY)),
        bank(made(EARLY), listed("client_invoices")),
    ),
    Case(
        "L.8",
        bank(made(EARLY), gone("delete_client_invoice", "i-1"), listed("client_invoices")),
        bank(made(EARLY), gone("delete_client_invoice", "i-1"), listed("client_invoices", EARLY)),
    ),
    Case(
        "L.9",
        bank(refused("list_transactions", code="search_limit_reached")),
        bank(refused("list_clients", code="search_limit_reached")),
    ),
)

REFUSALS = (
    Case(
        "E.1",
        bank(gone("delete_client_invoice", "i-1"), refused("show_client_invoice", "i-1", **NOT_THERE)),
        bank(gone("delete_client_invoice", "i-1"), shown(draft())),
    ),
    Case(
        "E.2",
        bank(made(draft()), shown(draft())),
        bank(made(draft()), refused("show_client_invoice", "i-1", **NOT_THERE)),
    ),
    Case(
        "E.3",
        bank(refused("create_client")),
        bank(said("create_client", status=422, answered={"errors": [{"code": "invalid"}]})),
    ),
    Case(
        "E.4",
        bank(refused("create_client", error={"status": "422"})),
        bank(refused("create_client", error={"status": "400"})),
    ),
    Case(
        "E.5",
        bank(refused("create_client", headers=MOCKED)),
        bank(refused("create_client", headers=OTHERS)),
    ),
    Case(
        "E.6",
        bank(at_the_edge("GET", "/v2/nowhere")),
        bank(at_the_edge("GET", "/v2/nowhere", answered={"errors": []}, media="application/json")),
    ),
    Case(
        "E.7",
        bank(at_the_edge("PUT", "/v2/clients")),
        bank(at_the_edge("PUT", "/v2/clients", 405)),
    ),
    Case(
        "E.8",
        bank(at_the_edge("GET", "/v2/clients", 400, asked_headers={"accept": "*/*"})),
        bank(listed("clients", asked_headers={"accept": "*/*"})),
    ),
    Case(
        "E.9",
        bank(refused("list_clients", status=401, code="authorization_token_invalid")),
        bank(refused("list_clients", status=401, code="not_found")),
    ),
    Case("E.10", bank(LOOKED), bank(said("list_clients", status=500))),
)

MONEY = (
    Case(
        "M.1",
        bank(made(draft()), final(unpaid())),
        bank(made(draft(items=[line(cents=5000)]))),
    ),
    Case("M.2", bank(made(draft())), bank(made(draft(items=[line(), line()])))),
    Case(
        "M.3",
        bank(made(draft())),
        bank(made(draft(total_amount={"value": "59.99", "currency": "EUR"}))),
    ),
    Case(
        "M.4",
        bank(shown(draft(items=[number_line()])), edition=GUIDE),
        bank(shown(draft()), edition=GUIDE),
    ),
    Case("M.5", bank(shown(draft())), bank(shown(draft(items=[number_line()])))),
)

HEADERS = (
    Case(
        "H.1", bank(listed("clients", headers=MOCKED)), bank(listed("clients", headers={"server": "nginx"}))
    ),
    Case(
        "H.2",
        bank(refused("list_clients", status=429, headers={**MOCKED, "retry-after": "7"})),
        bank(refused("list_clients", status=429, headers=MOCKED)),
    ),
    Case(
        "H.3",
        bank(made(draft(items=[number_line()]), status=200), edition=GUIDE),
        bank(made(draft(items=[number_line()]), status=201), edition=GUIDE),
    ),
    Case("H.4", bank(made(draft())), bank(made(draft(), status=200))),
    Case(
        "H.5",
        bank(gone("delete_client_invoice", "i-1")),
        bank(said("delete_client_invoice", "i-1", status=200, answered={})),
    ),
    Case(
        "H.6",
        bank(listed("clients", headers=MOCKED), listed("labels", headers=OTHERS)),
        bank(listed("clients", headers=MOCKED), listed("labels", headers=MOCKED)),
    ),
    Case(
        "H.7",
        bank(
            said("upload_attachment", answered=UPLOADED, **KEY),
            said("upload_attachment", answered=UPLOADED, s=60, **KEY),
            said("upload_attachment", answered={"attachment": {"id": "a-2"}}, s=1800, **KEY),
        ),
        bank(
            said("upload_attachment", answered=UPLOADED, **KEY),
            said("upload_attachment", answered={"attachment": {"id": "a-2"}}, s=60, **KEY),
        ),
    ),
)

CASES = (*FILES, *TRANSACTIONS, *LISTS, *REFUSALS, *MONEY, *HEADERS)

"""Every kind of trouble has one meaning for us, and none of them loses an effect that may have happened."""

import pytest

import contracts
from gateway.errors import Code
from gateway.qonto.call import Call
from gateway.qonto.errors import AmbiguousOutcome, Failure, Trouble, UpstreamRefusal, translated

OPERATIONS = contracts.load("qonto", "guide").operations
READ = Call(operation=OPERATIONS["list_clients"], path="/v2/clients", query={})
WRITE = Call(operation=OPERATIONS["create_client"], path="/v2/clients", query={})


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("call", [READ, WRITE], ids=["read", "write"])
def test_every_trouble_has_a_code_and_a_sentence_that_ends(trouble: Trouble, call: Call) -> None:
    error = translated(Failure(trouble, "why", status=500), call)

    assert error.code in Code
    assert error.message.endswith((".", "joint."))
    assert "why" not in error.message


@pytest.mark.parametrize(
    "trouble", [Trouble.UNANSWERED, Trouble.GARBLED, Trouble.BROKE, Trouble.BREACH, Trouble.FOREIGN]
)
def test_what_may_have_been_done_is_ambiguous_for_a_write_only(trouble: Trouble) -> None:
    failure = Failure(trouble, "why", status=500)

    assert isinstance(translated(failure, WRITE), AmbiguousOutcome)
    assert not isinstance(translated(failure, READ), AmbiguousOutcome)


NO_HEADER = {"errors": [{"code": "bad_request", "detail": "Authorization field missing"}]}


@pytest.mark.parametrize(
    ("status", "body", "headers", "code"),
    [
        (400, NO_HEADER, {}, Code.UPSTREAM_AUTH_FAILED),
        (400, {"errors": [{"code": "bad_request", "detail": "page"}]}, {}, Code.UPSTREAM_REFUSED),
        (401, {"errors": [{"code": "unauthorized"}]}, {}, Code.UPSTREAM_AUTH_FAILED),
        (403, {"errors": [{"code": "forbidden"}]}, {}, Code.UPSTREAM_AUTH_FAILED),
        (404, {"errors": [{"code": "not_found"}]}, {"x-request-id": "r"}, Code.NOT_FOUND),
        (404, None, {"x-tyk-trace-id": "t"}, Code.NOT_IMPLEMENTED_AT_QONTO),
        (412, {"errors": [{"code": "invoice_not_in_draft_status"}]}, {}, Code.UPSTREAM_REFUSED),
        (422, {"code": "invalid", "detail": "bare"}, {}, Code.UPSTREAM_REFUSED),
    ],
)
def test_a_refusal_of_qontos_is_surely_not_applied(
    status: int, body: object, headers: dict[str, str], code: Code
) -> None:
    error = translated(Failure(Trouble.REFUSED, "why", status=status, body=body, headers=headers), WRITE)

    assert isinstance(error, UpstreamRefusal)
    assert error.code is code
    assert error.upstream_status == status


def test_a_busy_qonto_says_when_to_come_back() -> None:
    failure = Failure(Trouble.BROKE, "why", status=503, headers={"retry-after": "7"})

    error = translated(failure, READ)

    assert error.code is Code.UPSTREAM_BUSY
    assert error.headers == {"Retry-After": "7"}

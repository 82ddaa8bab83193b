"""The way of a request: routes, methods, failures, what runs before a write."""

import logging

import pytest
from starlette.requests import Request
from starlette.responses import Response

from gateway.errors import Code, GatewayError
from gateway.web import Access, Operation, reply
from gateway.web.errors import STATUS, failure
from tests.gateway.web.doorstep import OPERATIONS, doorstep, show_thing

pytestmark = pytest.mark.anyio


async def test_every_code_has_a_status() -> None:
    assert set(STATUS) == set(Code)


async def test_a_failure_speaks_the_envelope() -> None:
    error = GatewayError(
        Code.CONFIRMATION_REQUIRED,
        "Confirmez.",
        details={"a": 1},
        beside={"confirmation": {}},
        headers={"X-A": "b"},
    )

    answer = failure(error)

    assert (answer.status_code, answer.headers["X-A"]) == (428, "b")
    assert answer.body == (
        b'{"success":false,"error":"Confirmez.","code":"CONFIRMATION_REQUIRED","details":{"a":1},"confirmation":{}}'
    )


@pytest.mark.parametrize("code", [code for code in Code if STATUS[code] in (429, 503)])
async def test_try_again_always_says_when(code: Code) -> None:
    assert failure(GatewayError(code, "")).headers["Retry-After"].isdecimal()


async def test_an_unknown_route_is_404() -> None:
    async with doorstep() as client:
        for path in ("/", "/thing", "/things/", "/things/t/finalize/now", "/things//finalize"):
            answer = await client.get(path)

            assert (answer.status_code, answer.json()["code"]) == (404, "ROUTE_NOT_FOUND"), path


@pytest.mark.parametrize("path", ["/things/a%00b", "/things/%ff", "/things/" + "x" * 201])
async def test_an_id_nothing_can_have_is_404(path: str) -> None:
    async with doorstep() as client:
        assert (await client.get(path)).status_code == 404


async def test_an_encoded_slash_belongs_to_its_segment() -> None:
    async with doorstep() as client:
        assert (await client.get("/things/a%2Ffinalize")).json()["id"] == "a/finalize"


async def test_a_wrong_method_is_told_all_the_right_ones() -> None:
    async with doorstep() as client:
        things = await client.delete("/things")
        thing = await client.post("/things/t-1")
        preflight = await client.options("/things/t-1/finalize")

    assert (things.status_code, things.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert thing.headers["Allow"] == "GET, HEAD, PATCH"
    assert preflight.headers["Allow"] == "POST"


async def test_head_says_what_get_would_without_saying_it() -> None:
    async with doorstep() as client:
        got, head = await client.get("/things/t-1"), await client.head("/things/t-1")

    assert head.status_code == 200
    assert head.headers == got.headers
    assert head.content == b""


async def test_a_fixed_word_wins_over_a_parameter() -> None:
    operations = (*OPERATIONS, Operation("show_service", "GET", "/things/service", show_service, Access.READ))
    async with doorstep(operations=operations) as client:
        assert (await client.get("/things/service")).json() == {"service": True, "success": True}
        assert (await client.get("/things/other")).json()["id"] == "other"


async def test_a_bug_is_an_incident_and_its_story_stays_inside(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "gateway"):
        async with doorstep() as client:
            answer = await client.post("/broken")

    told = answer.json()
    assert (answer.status_code, told["code"]) == (500, "INTERNAL")
    assert "kitchen" not in answer.text
    assert told["details"]["incident"] in told["error"]
    assert told["details"]["incident"] in caplog.text
    assert "kitchen" in caplog.text


async def test_what_must_hold_before_a_write_is_asked_before_each_and_before_no_read() -> None:
    asked = []

    async def before_write(request: Request, _: Operation) -> None:
        asked.append(request.method)
        raise GatewayError(Code.WORLD_CHANGED, "Un autre monde.")

    async with doorstep(before_write=before_write) as client:
        read = await client.get("/things")
        wrote = [await client.post("/things", json={}), await client.patch("/things/t-1")]

    assert read.status_code == 200
    assert [answer.json()["code"] for answer in wrote] == ["WORLD_CHANGED", "WORLD_CHANGED"]
    assert asked == ["POST", "PATCH"]


async def test_what_is_no_request_at_all_never_gets_as_far_as_that() -> None:
    asked = []

    async def before_write(request: Request, _: Operation) -> None:
        asked.append(request.method)

    async with doorstep(before_write=before_write) as client:
        await client.post("/things", content=b"{", headers={"Content-Type": "application/json"})
        await client.post("/things", json={"autoFinalize": True})

    assert asked == []


async def test_an_operation_may_bring_its_own_page_for_failures() -> None:
    def page(_request: Request, error: GatewayError) -> Response:
        return Response(f"<p>{error.message}", 418)

    row = Operation("break_page", "GET", "/page", refuse_thing, Access.PUBLIC, failure=page)
    async with doorstep(operations=(row,)) as client:
        answer = await client.get("/page")

    assert (answer.status_code, answer.text) == (418, "<p>Non.")


async def test_finding_a_route_costs_its_depth_and_not_the_number_of_routes() -> None:
    many = [Operation(f"show_{n}", "GET", f"/many/{n}/{{id}}", show_thing, Access.READ) for n in range(500)]

    async with doorstep(operations=many) as client:
        assert (await client.get("/many/499/x")).json()["id"] == "x"


async def show_service(_request: Request) -> Response:
    return reply(200, {"service": True})


async def refuse_thing(_request: Request) -> Response:
    raise GatewayError(Code.CONFLICT, "Non.")

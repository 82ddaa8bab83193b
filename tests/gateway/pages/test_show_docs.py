"""`GET /docs`: the whole contract, without a network, for a person."""

import re
import shlex
from html import unescape

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import contracts
from contracts.contract import Contract
from gateway.pages.manual import ACCESS, chapters
from gateway.routes import OPERATIONS
from gateway.web import Access, Operation
from tests.gateway.pages.visitor import Visitor, words
from tests.gateway.support import stack
from tests.gateway.web.doorstep import show_thing

pytestmark = pytest.mark.anyio

CONTRACT = contracts.load("gateway")
ENTRY = re.compile(r'<details class="operation" id="(\w+)">')


async def test_every_operation_is_listed_and_counted(visitor: Visitor) -> None:
    page = await visitor.read("/docs")

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert sorted(ENTRY.findall(page.text)) == sorted(operation.id for operation in OPERATIONS)
    assert f"{len(OPERATIONS)} opérations" in words(page)
    for operation in OPERATIONS:
        assert operation.path in words(page)


async def test_an_operation_tells_its_parameters_body_statuses_codes_and_a_call(visitor: Visitor) -> None:
    page = await visitor.read("/docs")

    entry = page.text.partition('id="create_invoice"')[2].partition("</details>\n</section>")[0]
    told = unescape(entry)
    for expected in (
        "Idempotency-Key",
        "fees.shipping_cost_ht",
        "customLines[].title",
        "ORDER_ALREADY_INVOICED",
        "<strong>504</strong>",
        "-H 'Content-Type: application/json'",
        "écriture",
    ):
        assert expected in told


async def test_nothing_comes_from_another_server_and_the_policy_says_so(visitor: Visitor) -> None:
    first, second = [await visitor.read("/docs") for _ in range(2)]

    policy = first.headers["content-security-policy"]
    nonce = re.search(r"script-src 'nonce-([\w-]+)'", policy)
    assert nonce
    assert policy.startswith("default-src 'none'")
    assert re.findall(r"<script[^>]*>", first.text) == [f'<script nonce="{nonce[1]}">']
    assert re.findall(r'(?:src|href)="(?!/|#)[^"]*"', first.text) == []
    assert not re.search(r"\bon\w+=|style=|url\(|@import", first.text)
    assert policy != second.headers["content-security-policy"]


async def test_no_other_page_may_run_a_script(visitor: Visitor) -> None:
    assert "script-src" not in (await visitor.read("/")).headers["content-security-policy"]


async def test_it_reads_without_the_script(visitor: Visitor) -> None:
    page = await visitor.read("/docs")

    assert '<div class="find" hidden>' in page.text
    assert 'name="viewport"' in page.text


async def test_what_looks_like_a_tag_is_shown_as_one(visitor: Visitor) -> None:
    page = await visitor.read("/docs")

    assert '"A French sentence' not in page.text
    assert "<a French sentence" not in page.text
    assert "&lt;a French sentence" in page.text


async def test_where_a_token_is_asked_for_the_calls_carry_one_but_not_the_public_ones(
    sqlite_url: str,
) -> None:
    settings = {
        "gateway_auth": "jwt",
        "gateway_jwt_secret": "a-secret-of-at-least-32-bytes-for-tests",
        "gateway_public_url": "https://factures.example.com",
    }
    async with stack(sqlite_url, settings=settings) as running:
        told = await running.client.get("/docs")

    text = unescape(told.text)
    assert told.status_code == 200
    assert '"https://factures.example.com/api/qonto/health"\n' not in text
    assert 'curl -s "https://factures.example.com/api/qonto/health"</pre>' in text
    assert text.count('-H "Authorization: Bearer $TOKEN"') == sum(
        operation.access is not Access.PUBLIC for operation in OPERATIONS
    )


async def test_a_shell_takes_every_call_as_one_command() -> None:
    for chapter in chapters(CONTRACT, OPERATIONS, base_url="http://127.0.0.1:8080", guarded=True):
        for entry in chapter.entries:
            parts = shlex.split(entry.curl)

            assert parts[:2] == ["curl", "-s"], entry.id
            assert sum(part.startswith("http://127.0.0.1:8080/") for part in parts) == 1
            assert "{id}" not in entry.curl


async def test_a_body_that_is_required_has_an_example_to_paste() -> None:
    told = chapters(CONTRACT, OPERATIONS, base_url="", guarded=False)
    without = [entry.id for chapter in told for entry in chapter.entries if not entry.example]
    required = [
        one.id
        for one in CONTRACT.operations.values()
        if one.request_required and one.request_media == "application/json"
    ]

    assert [id for id in required if id in without] == []


async def test_every_kind_of_access_has_a_name_for_people() -> None:
    assert set(ACCESS) == set(Access)


async def test_schemas_of_any_shape_are_opened_up() -> None:
    schema = {
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": {"anyOf": [{"$ref": "#/components/schemas/Inner"}, {"type": "null"}]},
            "b": {"type": ["array", "null"], "items": {"$ref": "#/components/schemas/Inner"}},
            "c": {"enum": ["x", 1, None]},
            "d": {"$ref": "#/components/schemas/Loop"},
        },
    }
    document = {
        "info": {},
        "tags": [{"name": "things"}],
        "paths": {
            "/things": {
                "post": {
                    "operationId": "create_thing",
                    "tags": ["things"],
                    "requestBody": {"content": {"application/json": {"schema": schema}}},
                    "responses": {"204": {"description": "Done."}},
                }
            }
        },
        "components": {
            "schemas": {
                "Inner": {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}},
                "Loop": {"type": "object", "properties": {"again": {"$ref": "#/components/schemas/Loop"}}},
            }
        },
    }
    contract = Contract(name="things", edition=None, document=document)
    row = Operation("create_thing", "POST", "/things", show_thing, Access.WRITE)

    ((entry,),) = (one.entries for one in chapters(contract, (row,), base_url="", guarded=False))

    told = {field.name: (field.type, field.required) for field in entry.body}
    assert told["a"] == ("object ou null", True)
    assert told["a.n"] == told["b[].n"] == ("integer ≥ 1", False)
    assert told["b"] == ("liste de object ou null", False)
    assert told["c"] == ("x | 1 | null", False)
    assert "d.again.again" in told


async def test_the_contract_that_is_served_is_valid_and_names_this_server(sqlite_url: str) -> None:
    """What a generator of types needs: OpenAPI 3.1, an operationId each, no reference that leads nowhere."""
    settings = {"gateway_public_url": "https://factures.example.com"}
    async with stack(sqlite_url, settings=settings) as running:
        document = (await running.client.get("/openapi.json")).json()

    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert [server["url"] for server in document["servers"]] == ["https://factures.example.com"]
    assert contracts.documents.dangling(document) == ()

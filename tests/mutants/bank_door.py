"""Mutants of the bank: who may come in, lists and their pages, how refusals are said."""

from collections.abc import Callable
from typing import Any

from contracts.rules.rule import Side
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.world import World
from mock_qonto.web.call import Call, Reply
from tests.mutants.mutant import GUIDE, NEWEST, Mutant
from tests.mutants.patches import BANK, Replace, operation, switch

BOTH = (GUIDE, NEWEST)
SPINE = "mock_qonto.web.spine"
INVOICES_API = "mock_qonto.resources.client_invoices.api"


def letting_in(authenticate: Callable[..., World]) -> Callable[..., World]:
    def sabotaged(bank: Bank, authorization: str | None) -> World:
        return authenticate(bank, authorization or f"{bank.default_world.slug}:nobody")

    return sabotaged


def with_any_key(_: Any) -> Callable[..., World]:
    def sabotaged(bank: Bank, authorization: str | None) -> World:
        return bank.worlds[(authorization or "").partition(":")[0]]

    return sabotaged


def ignoring(name: str) -> Callable[[Callable[[Call], Reply]], Callable[[Call], Reply]]:
    """An endpoint that does not read the query parameters whose name begins like that."""

    def make(endpoint: Callable[[Call], Reply]) -> Callable[[Call], Reply]:
        def sabotaged(call: Call) -> Reply:
            call.query.values = {k: v for k, v in call.query.values.items() if not k.startswith(name)}
            return endpoint(call)

        return sabotaged

    return make


def first_page(page_asked: Callable[..., tuple[int, int]]) -> Callable[..., tuple[int, int]]:
    return lambda *asked: (1, page_asked(*asked)[1])


MUTANTS = (
    Mutant(
        name="lets in whoever has no key",
        does="A call without credentials is answered, and done, as if it were the first organization's.",
        side=Side.BANK,
        breaks=("E.8",),
        patches=(Replace(SPINE, "authenticate", letting_in),),
        editions=BOTH,
    ),
    Mutant(
        name="shows the first page whatever is asked",
        does="Every page of a list holds the rows of the first.",
        side=Side.BANK,
        breaks=("L.3",),
        patches=(Replace("mock_qonto.web.pages", "page_asked", first_page),),
    ),
    Mutant(
        name="answers a page past the last",
        does="A page past the last one is empty instead of refused.",
        side=Side.BANK,
        breaks=("L.1",),
        patches=(switch("page_past_end_refused", value=False),),
    ),
    Mutant(
        name="lists the oldest first",
        does="A list of invoices that asks for no order begins with the oldest.",
        side=Side.BANK,
        breaks=("L.4",),
        patches=(
            Replace(
                INVOICES_API,
                "sort_order",
                lambda sort_order: (
                    lambda *asked, **options: sort_order(*asked, **{**options, "default": "created_at:asc"})
                ),
            ),
        ),
    ),
    Mutant(
        name="ignores the filter of statuses",
        does="A list of invoices of one status holds all of them.",
        side=Side.BANK,
        breaks=("L.5",),
        patches=(operation(BANK, "list_client_invoices", ignoring("filter[status]")),),
        editions=BOTH,
    ),
    Mutant(
        name="loses a row between two pages",
        does="The last row of every page is left out.",
        side=Side.BANK,
        breaks=("L.2", "L.3"),
        patches=(
            Replace(
                "mock_qonto.web.pages:Chosen",
                "slice",
                lambda cut: lambda chosen, start, stop: cut(chosen, start, max(start, stop - 1)),
            ),
        ),
    ),
    Mutant(
        name="never says that it is the mock",
        does="Answers do not carry the header that tells the mock from the real bank.",
        side=Side.BANK,
        breaks=("H.1",),
        patches=(
            Replace(
                "mock_qonto.web.identity:Identity",
                "headers",
                lambda headers: lambda identity, world: headers(identity, world)[1:],
            ),
        ),
    ),
)

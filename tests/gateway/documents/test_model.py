"""What a document may become, and what it comes to without VAT."""

from itertools import product

import pytest

from gateway.resources.documents.model import MAY_BECOME, DocumentStatus
from tests.gateway.printed import a_document


def test_a_document_comes_to_its_total_less_its_vat() -> None:
    assert a_document(total_cents=5988, vat_cents=998).net_cents == 4990


@pytest.mark.parametrize(("before", "after"), [*product(DocumentStatus, DocumentStatus)])
def test_what_is_final_never_becomes_a_draft_again_and_what_is_cancelled_stays_so(
    before: DocumentStatus, after: DocumentStatus
) -> None:
    allowed = before not in {after, DocumentStatus.CANCELLED} and after is not DocumentStatus.DRAFT

    assert (after in MAY_BECOME[before]) is allowed

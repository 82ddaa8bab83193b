"""
The body of `create_service_invoice`, field by field as `gateway.yaml` has it (a test compares the two), and
what it asks.
"""

from typing import Literal

from pydantic import Field

from gateway.resources.service_invoices.service import ServiceInvoiceRequest
from gateway.resources.service_lines.bodies import ServicesBody, services_asked
from gateway.web.fields import Day


class ServiceInvoiceCreate(ServicesBody):
    payment_terms: Literal["immediate", "net_15", "net_30", "net_60"] = Field(
        default="net_30", alias="paymentTerms"
    )
    issue_date: Day | None = Field(default=None, alias="issueDate")


def service_invoice_request(body: ServiceInvoiceCreate) -> ServiceInvoiceRequest:
    return ServiceInvoiceRequest(
        services=services_asked(body), payment_terms=body.payment_terms, issue_date=body.issue_date
    )

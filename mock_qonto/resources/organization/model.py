"""
The organization a world belongs to.

There is exactly one in a world. Nobody changes it through the API: it comes with the fixture.
"""

from datetime import date, datetime

from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World
from mock_qonto.values import value


@value
class Organization(Record):
    name: str
    slug: str
    legal_name: str
    legal_number: str
    legal_form: str
    legal_country: str
    legal_sector: str
    legal_share_capital_cents: int
    legal_registered_on: date
    street_address: str
    city: str
    zip_code: str
    locale: str
    contract_signed_at: datetime
    vat_number: str
    contact_email: str


def of(world: World) -> Organization:
    """The world's organization; a world without one is a broken fixture."""
    (organization,) = world.table(Organization)
    return organization

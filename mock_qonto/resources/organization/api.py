"""Whose key this is, with its accounts."""

from typing import Any

from mock_qonto import money
from mock_qonto.resources.bank_accounts.api import shown_in_organization
from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.resources.organization.model import Organization, of
from mock_qonto.web.call import Call, Reply
from mock_qonto.web.rendering import instant
from mock_qonto.web.replying import reply_body


def show_organization(call: Call) -> Reply:
    organization = of(call.world)
    accounts = call.world.all(BankAccount)
    return reply_body(call, 200, {"organization": _shown(organization, accounts)})


def _shown(organization: Organization, accounts: list[BankAccount]) -> dict[str, Any]:
    return {
        "id": organization.id,
        "name": organization.name,
        "slug": organization.slug,
        "legal_name": organization.legal_name,
        "legal_number": organization.legal_number,
        "legal_form": organization.legal_form,
        "legal_country": organization.legal_country,
        "legal_address": f"{organization.street_address}, {organization.zip_code} {organization.city}",
        "address": {
            "street_address": organization.street_address,
            "city": organization.city,
            "zip_code": organization.zip_code,
            "country_code": organization.legal_country,
        },
        "legal_sector": organization.legal_sector,
        "legal_share_capital": money.unit(organization.legal_share_capital_cents),
        "legal_registration_date": organization.legal_registered_on.isoformat(),
        "locale": organization.locale,
        "contract_signed_at": instant(organization.contract_signed_at),
        "bank_accounts": [shown_in_organization(account) for account in accounts],
    }

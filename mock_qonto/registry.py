"""DECIDERS: one line per resource that has a life of its own. PLAIN: records that nothing happens to."""

from mock_qonto.resources.attachments.model import DECIDER as ATTACHMENTS
from mock_qonto.resources.bank_accounts.model import DECIDER as BANK_ACCOUNTS
from mock_qonto.resources.client_invoices.model import DECIDER as CLIENT_INVOICES
from mock_qonto.resources.clients.model import DECIDER as CLIENTS
from mock_qonto.resources.emails.model import DECIDER as EMAILS
from mock_qonto.resources.organization.model import Organization
from mock_qonto.resources.settings.model import DECIDER as SETTINGS
from mock_qonto.resources.transactions.model import DECIDER as TRANSACTIONS

DECIDERS = (BANK_ACCOUNTS, CLIENTS, CLIENT_INVOICES, ATTACHMENTS, EMAILS, SETTINGS, TRANSACTIONS)
PLAIN = (Organization,)

"""DECIDERS: one line per resource that has a life of its own. PLAIN: records that nothing happens to."""

from mock_qonto.resources.attachments.model import DECIDER as ATTACHMENTS
from mock_qonto.resources.bank_accounts.model import DECIDER as BANK_ACCOUNTS
from mock_qonto.resources.client_invoices.model import DECIDER as CLIENT_INVOICES
from mock_qonto.resources.clients.model import DECIDER as CLIENTS
from mock_qonto.resources.credit_notes.model import DECIDER as CREDIT_NOTES
from mock_qonto.resources.emails.model import DECIDER as EMAILS
from mock_qonto.resources.labels.model import Label
from mock_qonto.resources.memberships.model import Membership
from mock_qonto.resources.organization.model import Organization
from mock_qonto.resources.quote_numbers.model import DECIDER as QUOTE_NUMBERS
from mock_qonto.resources.quotes.model import DECIDER as QUOTES
from mock_qonto.resources.sequences.model import Sequence
from mock_qonto.resources.settings.model import DECIDER as SETTINGS
from mock_qonto.resources.transactions.model import DECIDER as TRANSACTIONS
from mock_qonto.resources.uploads.model import DECIDER as UPLOADS

DECIDERS = (
    BANK_ACCOUNTS,
    CLIENTS,
    CLIENT_INVOICES,
    QUOTES,
    QUOTE_NUMBERS,
    CREDIT_NOTES,
    ATTACHMENTS,
    EMAILS,
    SETTINGS,
    TRANSACTIONS,
    UPLOADS,
)
PLAIN = (Organization, Label, Membership, Sequence)

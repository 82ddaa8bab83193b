"""The toolkit between the resources and their tables: it knows rows, not invoices."""

from gateway.db.address import DatabaseRefused
from gateway.db.database import Database, Tx
from gateway.db.migrate import migrate

__all__ = ["Database", "DatabaseRefused", "Tx", "migrate"]

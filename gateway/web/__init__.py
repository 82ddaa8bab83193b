"""The toolkit between HTTP and the resources: it knows no resource."""

from gateway.web.access import Identity, Role, identity
from gateway.web.operation import Access, Operation
from gateway.web.reading import query, read, read_optional
from gateway.web.replying import reply
from gateway.web.services import service

__all__ = [
    "Access",
    "Identity",
    "Operation",
    "Role",
    "identity",
    "query",
    "read",
    "read_optional",
    "reply",
    "service",
]

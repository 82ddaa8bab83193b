"""Who may do what. Somebody who could be invited but was not has neither role nor team nor e-mail."""

from datetime import date
from enum import StrEnum

from mock_qonto.kernel.records import Record
from mock_qonto.values import value


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    MANAGER = "manager"
    REPORTING = "reporting"
    EMPLOYEE = "employee"
    ACCOUNTANT = "accountant"


class Status(StrEnum):
    ACTIVE = "active"
    INVITABLE = "invitable"


@value
class Membership(Record):
    first_name: str
    last_name: str
    status: Status
    role: Role | None = None
    team_id: str | None = None
    email: str | None = None
    residence_country: str | None = None
    birthdate: date | None = None
    nationality: str | None = None
    birth_country: str | None = None
    ubo: bool | None = None

"""What a synchronisation is asked for, in the query: the same words for transactions and invoices."""

from datetime import UTC, date, datetime, time

from pydantic import BaseModel, Field

from gateway.errors import Code, GatewayError
from gateway.resources.sync_runs.model import Asked, Scope
from gateway.web.fields import Day


class SyncQuery(BaseModel):
    scope: Scope = Scope.INCREMENTAL
    first_day: Day | None = Field(default=None, alias="from")
    since: Day | None = None
    full: bool = Field(default=False, alias="fullSync")

    def asked(self) -> Asked:
        scope = Scope.ALL if self.full else self.scope
        if scope is Scope.INCREMENTAL and self.first_day is not None:
            raise _out_of_place("from", "avec « scope=all » seulement ; sinon, donnez « since »")
        if scope is Scope.ALL and self.since is not None:
            raise _out_of_place("since", "avec « scope=incremental » seulement ; sinon, donnez « from »")
        return Asked(scope=scope, start=_midnight(self.first_day or self.since))


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)


def _out_of_place(name: str, message: str) -> GatewayError:
    return GatewayError(
        Code.INVALID_PARAMETER,
        f"Le paramètre « {name} » n'est pas valable : {message}. Corrigez-le.",
        details={"fields": [{"field": name, "message": message}]},
    )

"""What the cleanup is asked: where to look, and whether to do what was shown."""

from pydantic import Field

from gateway.errors import invalid
from gateway.resources.attachment_cleanup.model import CleanupAsked
from gateway.web.fields import Strict


class CleanupDuplicates(Strict):
    transaction_id: str | None = Field(default=None, alias="transactionId", min_length=1, max_length=200)
    after: str | None = Field(default=None, min_length=1, max_length=100)
    dry_run: bool = Field(default=True, alias="dryRun")
    plan: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")

    def asked(self) -> CleanupAsked:
        if self.transaction_id is not None and self.after is not None:
            raise invalid("after", "il n'a pas de sens avec « transactionId ». N'envoyez que l'un des deux.")
        if not self.dry_run and self.plan is None:
            raise invalid(
                "plan", "il manque. Faites d'abord un essai à blanc, puis renvoyez le « plan » qu'il donne."
            )
        return CleanupAsked(
            transaction=self.transaction_id, after=self.after, plan=None if self.dry_run else self.plan
        )

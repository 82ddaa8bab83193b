"""What lies in the outbox is what was posted, at the hour it was."""

from mock_qonto.resources.emails.model import Email, PostEmail
from tests.mock_qonto.desk import Desk


def test_an_email_is_kept_as_it_was_posted() -> None:
    desk = Desk()
    desk.wait(60)

    desk.says(
        PostEmail(
            id="e-1",
            recipients=("a@b.example", "c@d.example"),
            title="Votre facture",
            body="Bonjour",
            about="i-1",
            attachment_id="a-1",
        )
    )

    assert desk.one(Email, "e-1") == Email(
        id="e-1",
        created_at=desk.now,
        updated_at=desk.now,
        recipients=("a@b.example", "c@d.example"),
        title="Votre facture",
        body="Bonjour",
        about="i-1",
        attachment_id="a-1",
    )

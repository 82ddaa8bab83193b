"""Files: what is uploaded, by itself and to a transaction."""

from contracts.suite.bank.customer import PDF, Customer, only
from contracts.suite.bank.marks import CONTROL, GUIDE, NEWEST
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16
_ENDS_S = 1800


def an_upload_answers_with_its_id_alone(bank: Customer) -> None:
    """An upload answers with the id of the file, and nothing else."""
    attachment = bank.sent_file().must_be(200).at("attachment")

    expect(list(attachment) == ["id"], f"it answers {', '.join(attachment)}")


def an_upload_is_described(bank: Customer) -> None:
    """A file is described by its name, its type and its size, which is text."""
    id = bank.uploaded(PNG, name=f"{bank.mark}.png")

    file = bank.shown("show_attachment", id)

    expect(file["file_name"] == f"{bank.mark}.png", f"it is called {file['file_name']}")
    expect(file["file_content_type"] == "image/png", f"it is {file['file_content_type']}")
    expect(file["file_size"] == str(len(PNG)), f"its size is {file['file_size']!r}")


def two_uploads_are_two_files(bank: Customer) -> None:
    """The same file twice, under two keys, is two files."""
    first, second = bank.uploaded(), bank.uploaded()

    expect(first != second, "both have the same id")
    for id in (first, second):
        expect(bank.shown("show_attachment", id)["id"] == id, "one of the two is not there")


def what_is_no_document_is_refused(bank: Customer) -> None:
    """Only PDF, JPEG and PNG are taken."""
    bank.sent_file(b"MZ this is a program", name="holiday.png").must_be_refused()


def json_is_no_form(bank: Customer) -> None:
    """A file comes in a form; JSON is refused."""
    bank.ask(
        "upload_attachment", body={"file": "x"}, headers={"X-Qonto-Idempotency-Key": "k"}
    ).must_be_refused()


def the_same_key_is_the_same_upload(bank: Customer) -> None:
    """An upload that is repeated under its key is the one upload, as we read the word idempotency."""
    key = f"key-{bank.mark}"

    first, again = (bank.uploaded(key=key) for _ in range(2))
    other = bank.uploaded(key=f"other-{bank.mark}")

    expect(first == again, "two files were made under one key")
    expect(other != first, "another key found the same file")


def a_key_is_forgotten_after_thirty_minutes(bank: Customer) -> None:
    """A key is remembered for thirty minutes, not longer."""
    first = bank.uploaded(key="k-1")
    bank.wait(_ENDS_S - 1)
    again = bank.uploaded(key="k-1")

    bank.wait(1)
    later = bank.uploaded(key="k-1")

    expect(again == first, "the key was forgotten before its time")
    expect(later != first, "the key was still remembered")


def uploads_are_listed_and_deleted(bank: Customer) -> None:
    """In the guide's edition files are listed, the newest first, and deleted."""
    older, newer = bank.uploaded(), bank.uploaded()
    bank.must_list("list_attachments", older=older, newer=newer)

    bank.ask("delete_attachment", newer).must_be(204)

    bank.ask("show_attachment", newer).must_be(404)
    expect(newer not in bank.ids("list_attachments"), "the list still has it")


def there_is_no_list_of_files(bank: Customer) -> None:
    """Today there is no list of files."""
    bank.say("GET", "/v2/attachments").must_be(404)


def a_file_is_not_deleted_by_itself(bank: Customer) -> None:
    """Today a file is not deleted by itself: it stays."""
    id = bank.uploaded()

    bank.say("DELETE", f"/v2/attachments/{id}").must_be(404)

    expect(bank.shown("show_attachment", id)["id"] == id, "it is gone all the same")


def a_file_of_a_transaction_shows_a_moment_later(bank: Customer) -> None:
    """A file sent to a transaction is worked on first: a moment later it is among its files."""
    one = _without_files(bank)
    bank.ask("upload_transaction_attachment", one, **bank.file()).must_be(200)
    expect(not bank.listed("list_transaction_attachments", id=one), "it is there before it was worked on")

    bank.wait(5)

    file = only(bank.listed("list_transaction_attachments", id=one), "files")
    expect(
        bank.shown("show_transaction", one)["attachment_ids"] == [file["id"]], "the transaction has others"
    )
    expect(bank.follow(file["url"]).content == PDF, "another file is behind its link")


def a_file_of_a_transaction_can_be_removed(bank: Customer) -> None:
    """One file of a transaction can be removed, and the others stay."""
    one = _with_files(bank, 2)
    gone, kept = (file["id"] for file in bank.listed("list_transaction_attachments", id=one))

    where = {"id": one, "transaction_id": one, "attachment_id": gone}
    bank.ask("delete_transaction_attachment", one, path=where).must_be(200)

    left = [file["id"] for file in bank.listed("list_transaction_attachments", id=one)]
    expect(left == [kept], f"{len(left)} files are left of two")
    expect(bank.shown("show_transaction", one)["attachment_ids"] == [kept], "the transaction says otherwise")


def all_files_of_a_transaction_can_be_removed(bank: Customer) -> None:
    """All files of a transaction can be removed at once."""
    one = _with_files(bank, 2)

    bank.ask("delete_transaction_attachments", one).must_be(200)

    left = bank.listed("list_transaction_attachments", id=one)
    expect(not left, f"{len(left)} files are left")
    expect(bank.shown("show_transaction", one)["attachment_ids"] == [], "the transaction still names some")


def _without_files(bank: Customer) -> str:
    """The id of a transaction that has none."""
    id: str = bank.moved({"with_attachments": "false"})[0]["id"]
    return id


def _with_files(bank: Customer, count: int) -> str:
    one = _without_files(bank)
    for _ in range(count):
        bank.ask("upload_transaction_attachment", one, **bank.file()).must_be(200)
    bank.wait(5)
    there = len(bank.listed("list_transaction_attachments", id=one))
    expect(there == count, f"{count} files were sent, {there} are there")
    return one


BEHAVIOURS = (
    Behaviour(play=an_upload_answers_with_its_id_alone, rules=("A",), stateful=False),
    Behaviour(play=an_upload_is_described, rules=("A",)),
    Behaviour(play=two_uploads_are_two_files, rules=("A",)),
    Behaviour(play=what_is_no_document_is_refused, rules=("A",), stateful=False),
    Behaviour(play=json_is_no_form, rules=("A",), stateful=False),
    Behaviour(play=the_same_key_is_the_same_upload, rules=("H",)),
    Behaviour(play=a_key_is_forgotten_after_thirty_minutes, rules=("H",), needs=CONTROL),
    Behaviour(play=uploads_are_listed_and_deleted, rules=("A",), editions=GUIDE),
    Behaviour(play=there_is_no_list_of_files, rules=("A",), editions=NEWEST, reads=True, stateful=False),
    Behaviour(play=a_file_is_not_deleted_by_itself, rules=("A",), editions=NEWEST),
    Behaviour(play=a_file_of_a_transaction_shows_a_moment_later, rules=("A",), needs=CONTROL),
    Behaviour(play=a_file_of_a_transaction_can_be_removed, rules=("A",), needs=CONTROL),
    Behaviour(play=all_files_of_a_transaction_can_be_removed, rules=("A",), needs=CONTROL),
)

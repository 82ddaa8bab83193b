"""What the models accept is what the contract promises to accept."""

import contracts
from gateway.resources.attachment_cleanup.bodies import CleanupDuplicates
from gateway.resources.attachment_upload.api import FILES, TEXTS
from gateway.resources.attachment_upload.model import LENGTH_MAX
from tests.gateway.invoices.test_bodies import normalised

CONTRACT = contracts.load("gateway")


def test_the_body_of_a_cleanup_and_its_schema_are_the_same() -> None:
    ours = CleanupDuplicates.model_json_schema()

    assert normalised(ours, ours) == normalised(CONTRACT.document, CONTRACT.schema("CleanupDuplicates"))


def test_the_form_of_an_upload_has_the_fields_it_declares() -> None:
    declared = CONTRACT.schema("AttachmentUpload")["properties"]

    assert declared.keys() == TEXTS | FILES
    assert {name: declared[name]["maxLength"] for name in TEXTS} == LENGTH_MAX

"""
A contract: one OpenAPI document in one edition, ready to judge messages.

Its operations are known by their operationId, and by method and path. Schemas are compiled one at a time,
when first needed.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from contracts.breach import Breach, breaches
from contracts.documents import resolve
from contracts.operation import ContractOperation

__all__ = ["Breach", "Contract", "ContractOperation"]

_DOCUMENT_URI = "urn:contract"
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Contract:
    """
    An OpenAPI document and its operations.

    `document` holds no reference outside itself. Read it, do not change it: it is shared.
    """

    def __init__(self, *, name: str, edition: str | None, document: dict[str, Any]) -> None:
        self.name = name
        self.edition = edition
        self.document = document
        self._validators: dict[str, jsonschema_rs.Validator] = {}
        self.operations: Mapping[str, ContractOperation] = {
            operation.id: operation for operation in self._read_operations()
        }

    def __repr__(self) -> str:
        return f"<contract {self.name}, edition {self.edition or 'only'}, {len(self.operations)} operations>"

    @cached_property
    def by_route(self) -> Mapping[tuple[str, str], ContractOperation]:
        """Operations by method and path template: `("GET", "/v2/clients/{id}")`."""
        return {(operation.method, operation.path): operation for operation in self.operations.values()}

    def schema(self, component_name: str) -> dict[str, Any]:
        schema: dict[str, Any] = self.document["components"]["schemas"][component_name]
        return schema

    def enum(self, component_name: str, property_name: str) -> tuple[str, ...]:
        """The values one property may have: `contract.enum("ClientInvoice", "status")`."""
        values = resolve(self.document, self.schema(component_name)["properties"][property_name])["enum"]
        return tuple(values)

    def schema_validator(self, component_name: str) -> jsonschema_rs.Validator:
        """The compiled validator of one named schema."""
        return self.validator_at(f"#/components/schemas/{component_name}")

    def schema_errors(self, component_name: str, instance: Any) -> tuple[Breach, ...]:
        """Why *instance* is not what the schema of that name says; none, at the price of one check."""
        validator = self.schema_validator(component_name)
        return () if validator.is_valid(instance) else breaches(validator, instance)

    def validator_at(self, pointer: str) -> jsonschema_rs.Validator:
        """The compiled validator of the schema at a JSON pointer of the document (`#/components/...`)."""
        validator = self._validators.get(pointer)
        if validator is None:
            validator = self._validators[pointer] = jsonschema_rs.Draft202012Validator(
                {"$ref": _DOCUMENT_URI + quote(pointer, safe="#/~%")},
                registry=self._registry,
                validate_formats=True,
                # Linear time whatever the text: a caller cannot make a pattern slow.
                pattern_options=jsonschema_rs.RegexOptions(),
            )
        return validator

    def _read_operations(self) -> list[ContractOperation]:
        return [
            ContractOperation(
                document=self.document,
                path=path,
                method=method,
                definition=item[method],
                compile_at=self.validator_at,
            )
            for path, item in self.document.get("paths", {}).items()
            for method in _METHODS
            if method in item
        ]

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        return jsonschema_rs.Registry([(_DOCUMENT_URI, self.document)], draft=jsonschema_rs.Draft202012)

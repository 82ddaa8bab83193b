"""
One method and path of a contract, with the judgement it passes on requests and answers.

Everything is compiled when it is first needed and then kept: a judgement on the hot path is one call into
compiled code.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import jsonschema_rs

from contracts import fields
from contracts.breach import Breach, breaches
from contracts.documents import escaped, resolve
from contracts.query import QueryRules

JSON = "application/json"

Compile = Callable[[str], jsonschema_rs.Validator]
"""Compiles the schema at a JSON pointer of the document."""


class ContractOperation:
    """An operation of a contract, known by its operationId."""

    def __init__(
        self,
        *,
        document: dict[str, Any],
        path: str,
        method: str,
        definition: dict[str, Any],
        compile_at: Compile,
    ) -> None:
        self.id: str = definition["operationId"]
        self.method = method.upper()
        self.path = path
        self.summary: str = definition.get("summary", "")
        self.definition = definition
        self._document = document
        self._compile_at = compile_at
        self._pointer = f"#/paths/{escaped(path)}/{method}"
        self._answer_checks: dict[tuple[int, str], Callable[[Any], bool]] = {}

    def __repr__(self) -> str:
        return f"<{self.id}: {self.method} {self.path}>"

    # ------------------------------------------------------------ the request

    @cached_property
    def request_required(self) -> bool:
        return bool(self._request_body.get("required", False))

    @cached_property
    def request_media(self) -> str | None:
        """The content type a body must have; None where no body is taken."""
        return next(iter(self._request_body.get("content", {})), None)

    @cached_property
    def accepts_request(self) -> Callable[[Any], bool]:
        """Is this body valid? The fast way: no reasons given. A body nobody asked for is not looked at."""
        validator = self._request_validator
        return _anything if validator is None else validator.is_valid

    def request_errors(self, body: Any) -> tuple[Breach, ...]:
        """Why a body is not valid. A multipart body is judged as `{part name: file name or text}`."""
        validator = self._request_validator
        return () if validator is None else breaches(validator, body)

    @cached_property
    def is_plain(self) -> Callable[[Any], bool]:
        """Nothing in this body is unread, and nothing deviant. Said of almost every body, at once of all."""
        return jsonschema_rs.Draft202012Validator(fields.plain_schema(self.known_fields)).is_valid

    @cached_property
    def known_fields(self) -> fields.Fields:
        media = self.request_media
        schema = {} if media is None else self._request_body["content"][media].get("schema", {})
        return fields.known_fields(self._document, schema)

    def unread(self, body: Any) -> tuple[str, ...]:
        """Pointers of fields that were sent and that nobody will read: ignored, but to be counted."""
        return () if self.is_plain(body) else tuple(fields.unread(self.known_fields, body))

    def deviant(self, body: Any) -> tuple[str, ...]:
        """Names of the quirks a body makes use of: understood in this edition, by no documented API."""
        return () if self.is_plain(body) else tuple(fields.quirks(self.known_fields, body))

    # ------------------------------------------------------------ the query

    @cached_property
    def query(self) -> QueryRules:
        shared = self._document["paths"][self.path].get("parameters", ())
        return QueryRules(self._document, [*shared, *self.definition.get("parameters", ())])

    @property
    def query_names(self) -> frozenset[str]:
        return self.query.names

    def query_errors(self, values: Mapping[str, list[str]]) -> tuple[Breach, ...]:
        return self.query.errors(values)

    def typed_query(self, values: Mapping[str, list[str]]) -> dict[str, Any]:
        """The declared parameters with their types and defaults: integers, booleans, lists, else text."""
        return self.query.typed(values)

    def undeclared_query(self, names: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(name for name in names if not self.query.declares(name))

    def deviant_query(self, names: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(quirk for name, quirk in self.query.quirks.items() if name in names)

    # ------------------------------------------------------------ the answer

    @cached_property
    def responses(self) -> Mapping[str, dict[str, Any]]:
        """Declared answers by status (`200`, `5XX`), references followed."""
        return {key: resolve(self._document, value) for key, value in self.definition["responses"].items()}

    @cached_property
    def success_status(self) -> int:
        return min(int(status) for status in self.responses if status.startswith("2"))

    def accepts_response(self, status: int, body: Any, media: str = JSON) -> bool:
        """Is this answer one the contract promises? The fast way: no reasons given."""
        check = self._answer_checks.get((status, media))
        if check is None:
            check = self._answer_checks[status, media] = self._answer_check(status, media)
        return check(body)

    def response_errors(self, status: int, body: Any, media: str = JSON) -> tuple[Breach, ...]:
        """Why an answer breaks the contract; a status or content type nobody declared breaks it too."""
        if self.accepts_response(status, body, media):
            return ()
        declared = self._declared(status)
        if declared is None:
            return (_undeclared("status", f"{self.id} does not declare status {status}", self._pointer),)
        content = self.responses[declared].get("content")
        if not content:
            return (_undeclared("content", f"{self.id} answers {status} without a body", self._pointer),)
        if media not in content:
            return (_undeclared("content", f"{self.id} does not answer {status} as {media}", self._pointer),)
        return breaches(self._compile_at(self._answer_pointer(declared, media)), body)

    def _answer_check(self, status: int, media: str) -> Callable[[Any], bool]:
        declared = self._declared(status)
        if declared is None:
            return _nothing
        content = self.responses[declared].get("content")
        if not content:
            return _is_absent
        if media not in content:
            return _nothing
        if media != JSON:
            return _anything
        return self._compile_at(self._answer_pointer(declared, media)).is_valid

    def _declared(self, status: int) -> str | None:
        exact, family = str(status), f"{status // 100}XX"
        return next((key for key in (exact, family, "default") if key in self.responses), None)

    def _answer_pointer(self, declared: str, media: str) -> str:
        place = self.definition["responses"][declared].get("$ref", f"{self._pointer}/responses/{declared}")
        return f"{place}/content/{escaped(media)}/schema"

    # ------------------------------------------------------------ kept once looked up

    @cached_property
    def _request_body(self) -> dict[str, Any]:
        body: dict[str, Any] = resolve(self._document, self.definition.get("requestBody", {}))
        return body

    @cached_property
    def _request_validator(self) -> jsonschema_rs.Validator | None:
        media = self.request_media
        if media is None:
            return None
        place = self.definition["requestBody"].get("$ref", f"{self._pointer}/requestBody")
        return self._compile_at(f"{place}/content/{escaped(media)}/schema")


def _undeclared(keyword: str, message: str, pointer: str) -> Breach:
    return Breach(pointer="", message=message, keyword=keyword, schema_path=f"{pointer[1:]}/responses")


def _anything(_body: Any) -> bool:
    return True


def _nothing(_body: Any) -> bool:
    return False


def _is_absent(body: Any) -> bool:
    return body is None or body in (b"", "")

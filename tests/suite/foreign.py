"""
Our gateway in a foreign tongue: other keys, other words, other ids, 200 for 201 and 409 for 428.

It keeps the rules, since ours keeps them; nothing of our protocol is left for anybody to recognise it by.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
import orjson

from tests.suite.between import Between, body_of

KEYS: Mapping[str, str] = {
    "salesOrderId": "commande",
    "clientId": "acheteur",
    "clientType": "sorteAcheteur",
    "invoiceId": "facture",
    "items": "lignes",
    "title": "intitule",
    "quantity": "nombre",
    "unitPrice": "prixUnitaire",
    "vatRate": "tva",
    "value": "montant",
    "currency": "devise",
    "confirmationToken": "jeton",
    "invoice": "facture",
    "invoices": "factures",
    "quote": "devis",
    "quotes": "liste_devis",
    "credit_note": "avoir",
    "credit_notes": "avoirs",
    "id": "ref",
    "qonto_id": "ref_qonto",
    "number": "numero",
    "status": "etat",
    "total_amount_cents": "total_centimes",
    "confirmation": "question",
    "token": "jeton",
    "url": "adresse",
    "warnings": "alertes",
    "error": "pourquoi",
    "transactionId": "mouvement",
    "amount": "somme",
    "emails": "adresses",
}
ASKED = {
    theirs: ours
    for ours, theirs in KEYS.items()
    if ours not in {"invoice", "invoices", "quote", "token", "confirmation", "url"}
}
WORDS = {"draft": "brouillon", "unpaid": "due", "paid": "payee", "canceled": "annulee"}
STATUSES = {201: 200, 428: 409, 422: 400}
LEFT_OUT = frozenset({"success", "code", "invoice_number", "local_document_id", "pdf_url", "local_pdf_path"})
HEADERS = {"x-qui": "X-User-Id", "x-une-fois": "Idempotency-Key"}
SAID = frozenset({"content-type", "retry-after"})
_MARK = "doc-"


class Foreign(Between):
    async def answer(self, asked: httpx.Request) -> httpx.Response:
        headers = {HEADERS.get(name, name): value for name, value in asked.headers.items()}
        headers.pop("content-length", None)
        path = re.sub(rf"/{_MARK}([0-9a-f-]+)", r"/\1", asked.url.raw_path.decode())
        content = asked.content
        if (body := body_of(asked)) and "json" in asked.headers.get("content-type", ""):
            content = json.dumps(_asked(body)).encode()
        answer = await self.passed_on(
            httpx.Request(
                asked.method,
                asked.url.copy_with(raw_path=path.encode()),
                headers=headers,
                content=content,
            )
        )
        told = body_of(answer)
        return httpx.Response(
            STATUSES.get(answer.status_code, answer.status_code),
            headers={name: value for name, value in answer.headers.items() if name in SAID},
            content=orjson.dumps(_told(told)) if told else answer.content,
        )


def _asked(theirs: Any) -> Any:
    if isinstance(theirs, dict):
        return {ASKED.get(key, key): _asked(value) for key, value in theirs.items()}
    if isinstance(theirs, list):
        return [_asked(value) for value in theirs]
    if isinstance(theirs, str) and theirs.startswith(_MARK):
        return theirs.removeprefix(_MARK)
    return theirs


def _told(ours: Any) -> Any:
    if isinstance(ours, list):
        return [_told(value) for value in ours]
    if not isinstance(ours, dict):
        return ours
    theirs = {KEYS.get(key, key): _told(value) for key, value in ours.items() if key not in LEFT_OUT}
    if isinstance(theirs.get("ref"), str):
        theirs["ref"] = f"{_MARK}{theirs['ref']}"
    if isinstance(theirs.get("etat"), str):
        theirs["etat"] = WORDS.get(theirs["etat"], theirs["etat"])
    return theirs

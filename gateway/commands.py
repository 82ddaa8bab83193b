"""
What each command of `qonto-gateway` does.

What cannot start says why in one line, and ends with status 2.
"""

import argparse
import asyncio
import json
import logging
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import uvicorn

from contracts.recordings.writing import free_name, unwritable
from gateway.app import build_app, open_database
from gateway.clock import Clock
from gateway.db import DatabaseRefused
from gateway.db.address import shown
from gateway.doctor.examining import examine
from gateway.doctor.findings import Finding, found
from gateway.doctor.report import as_json, as_text, status_of
from gateway.money import spoken
from gateway.qonto.redaction import DiscreetFormatter, redactor_of
from gateway.qonto.renewal import first_tokens
from gateway.resources.orders.model import OrderSummary
from gateway.resources.orders.service import list_orders
from gateway.seed.files import FileRefused, read_orders
from gateway.seed.importing import Imported, import_orders
from gateway.seed.shapes import OrderShape
from gateway.settings import Settings, SettingsRefused, read_settings

_SHUTDOWN_S = 10
_REFUSED = 2
_BACKLOG = 2048
_LONG = 1000
_PROBLEMS_SHOWN = 100


class _PortRefused(Exception):
    pass


def run(options: argparse.Namespace) -> int:
    """Do what was asked; the status to end with."""
    try:
        if options.command == "doctor":
            return _doctor(options)
        return _COMMANDS[options.command](read_settings(_given(options)), options)
    except (SettingsRefused, DatabaseRefused, _PortRefused) as refusal:
        print(f"qonto-gateway : {refusal}", file=sys.stderr)
        return _REFUSED
    except FileRefused as refusal:
        print(_as_list(refusal.problems), file=sys.stderr)
        return _REFUSED
    except KeyboardInterrupt:
        return 0


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """The options that are settings and were given."""
    return {
        name: value
        for name, value in vars(options).items()
        if name in Settings.model_fields and value is not None
    }


def _serve(settings: Settings, _: argparse.Namespace) -> int:
    _log_discreetly(settings)
    _check_record(settings)
    if settings.renewing:
        first_tokens(settings)
    listener = _listener(settings)
    app = build_app(settings)
    # Before the server: what the database has to object is one line here, and a stack trace in a lifespan.
    asyncio.run(_prepare(settings))
    print(_start_line(settings, listener.getsockname()[1]), flush=True)
    config = uvicorn.Config(
        app,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        http="httptools",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_S,
    )
    uvicorn.Server(config).run(sockets=[listener])
    return 0


def _log_discreetly(settings: Settings) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter("%(levelname)s %(name)s: %(message)s", redactor_of(settings)))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def _migrate(settings: Settings, _: argparse.Namespace) -> int:
    asyncio.run(_prepare(settings))
    print(f"La base {shown(settings.database_url)} est à jour.")
    return 0


def _orders(settings: Settings, options: argparse.Namespace) -> int:
    listed = asyncio.run(_listed(settings, everything=options.all))
    print(_as_json(listed, everything=options.all) if options.json else _as_text(listed))
    return 0


def _import(settings: Settings, options: argparse.Namespace) -> int:
    orders = read_orders(options.file)
    if options.check:
        print(f"{options.file.name} : {len(orders)} commande(s) lisible(s), rien n'a été importé.")
        return 0
    done = asyncio.run(_imported(settings, orders))
    print(
        f"{done.orders} commande(s) importée(s)"
        + (f", {done.unchanged} déjà là et identique(s)" if done.unchanged else "")
        + ". « qonto-gateway orders » liste celles que l'on peut facturer, --all les autres avec la raison."
    )
    return 0


async def _imported(settings: Settings, orders: Sequence[OrderShape]) -> Imported:
    clock = Clock(follows_bank=False)
    db = await open_database(settings, clock, demo=False)
    try:
        return await import_orders(db, orders, now=clock.now(), progress=_progress)
    finally:
        await db.close()


def _progress(done: int, whole: int) -> None:
    if whole > _LONG:
        print(f"\r{done} / {whole} commandes", end="\n" if done == whole else "", file=sys.stderr, flush=True)


async def _prepare(settings: Settings) -> None:
    await (await open_database(settings, Clock(follows_bank=False))).close()


async def _listed(settings: Settings, *, everything: bool) -> tuple[OrderSummary, ...]:
    db = await open_database(settings, Clock(follows_bank=False))
    try:
        return await list_orders(db, defective=everything)
    finally:
        await db.close()


def _doctor(options: argparse.Namespace) -> int:
    """Settings that are refused are a finding like others here."""
    # A log line about what goes wrong would say it twice.
    logging.basicConfig(level=logging.CRITICAL)
    try:
        results = asyncio.run(examine(read_settings(_given(options))))
    except SettingsRefused as refusal:
        results = [found(Finding.SETTINGS_REFUSED, str(refusal))]
    print(as_json(results) if options.json else as_text(results))
    return status_of(results)


def _as_json(orders: Sequence[OrderSummary], *, everything: bool) -> str:
    told = (
        "id",
        "order_number",
        "customer_name",
        "total_ttc_cents",
        *(("invoiceable", "reason") if everything else ()),
    )
    rows = [{name: value for name, value in asdict(order).items() if name in told} for order in orders]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _as_text(orders: Sequence[OrderSummary]) -> str:
    rows = [
        f"{order.id}  {order.order_number:<14} {spoken(order.total_ttc_cents):>14}  {order.customer_name}"
        + (f"  (non facturable : {order.reason})" if not order.invoiceable else "")
        for order in orders
    ]
    return "\n".join(rows) or "Aucune commande."


def _as_list(problems: Sequence[str]) -> str:
    more = len(problems) - _PROBLEMS_SHOWN
    return "\n".join(
        [
            f"qonto-gateway : rien n'a été importé, {len(problems)} chose(s) à corriger :",
            *(f"  {problem}" for problem in problems[:_PROBLEMS_SHOWN]),
            *([f"  … et {more} autre(s)."] if more > 0 else []),
        ]
    )


def _listener(settings: Settings) -> socket.socket:
    host, port = settings.gateway_host, settings.gateway_port
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)  # from here on callers wait for us instead of being turned away
    except OSError as error:
        listener.close()
        raise _PortRefused(
            f"le port {port} de {host} n'est pas libre ({error.strerror}) : arrêtez ce qui l'occupe "
            "ou choisissez-en un autre avec --port (GATEWAY_PORT)."
        ) from error
    return listener


def _check_record(settings: Settings) -> None:
    why_not = unwritable(Path(settings.qonto_record)) if settings.qonto_record else None
    if why_not is not None:
        raise SettingsRefused(f"QONTO_RECORD : impossible d'y écrire ({why_not}).")


def _start_line(settings: Settings, port: int) -> str:
    host = f"[{settings.gateway_host}]" if ":" in settings.gateway_host else settings.gateway_host
    said = [
        f"Passerelle sur http://{host}:{port}/api/qonto",
        f"QONTO_MODE={settings.qonto_mode}, Qonto : {settings.qonto_api_base_url}",
        *(() if settings.mock else _live_words(settings)),
        f"base : {shown(settings.database_url)}",
        f"accès : GATEWAY_AUTH={settings.gateway_auth}",
    ]
    if settings.qonto_record:
        said.append(f"les échanges avec Qonto sont enregistrés : {free_name(Path(settings.qonto_record))}")
    if settings.mock and settings.gateway_confirmation == "dialog":
        said.append("GATEWAY_CONFIRMATION=dialog : la confirmation est laissée au dialogue du front")
    return " | ".join(said)


def _live_words(settings: Settings) -> Sequence[str]:
    """Where it will talk to, as whom, and what it may change there."""
    auth = settings.qonto_auth_mode + (", renouvelé" if settings.renewing else "")
    what = "bac à sable" if settings.sandbox else "POUR DE VRAI"
    return (
        f"{what} : organisation {settings.qonto_organization_id}, QONTO_AUTH_MODE={auth}",
        "peut créer, modifier, envoyer et (après confirmation) finaliser",
        f"GATEWAY_CONFIRMATION={settings.gateway_confirmation}",
        f"routes de débogage : {'ouvertes (GATEWAY_ALLOW_DEBUG=1)' if settings.debugging else 'fermées'}",
    )


_COMMANDS: Mapping[str, Callable[[Settings, argparse.Namespace], int]] = {
    "serve": _serve,
    "migrate": _migrate,
    "orders": _orders,
    "import": _import,
}

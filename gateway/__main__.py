"""
`qonto-gateway`: serve, migrate, list the demo orders. Options come before the environment, the environment
before `.env.local`.

What cannot start says why in one line, and ends with status 2.
"""

import argparse
import asyncio
import json
import logging
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import uvicorn

from gateway.app import build_app, open_database
from gateway.clock import Clock
from gateway.db import DatabaseRefused
from gateway.db.address import shown
from gateway.money import spoken
from gateway.resources.orders.model import OrderSummary
from gateway.resources.orders.service import list_orders
from gateway.settings import Settings, SettingsRefused, read_settings

_SHUTDOWN_S = 10
_REFUSED = 2
_BACKLOG = 2048


class _PortRefused(Exception):
    pass


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    command: Callable[[Settings, argparse.Namespace], int] = options.command
    try:
        return command(read_settings(_given(options)), options)
    except (SettingsRefused, DatabaseRefused, _PortRefused) as refusal:
        print(f"qonto-gateway : {refusal}", file=sys.stderr)
        return _REFUSED
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qonto-gateway",
        description="La passerelle entre un back-office et Qonto : brouillons, finalisation confirmée, PDF.",
        epilog="Chaque option a sa variable d'environnement ; .env.example les décrit toutes.",
    )
    commands = parser.add_subparsers(required=True, metavar="commande")

    serve = commands.add_parser(
        "serve", help="démarre la passerelle (migre la base, et en mode mock y met des commandes)"
    )
    serve.add_argument(
        "--host", dest="gateway_host", metavar="ADRESSE", help="adresse d'écoute (GATEWAY_HOST, 127.0.0.1)"
    )
    serve.add_argument(
        "--port", dest="gateway_port", metavar="PORT", help="port d'écoute (GATEWAY_PORT, 8080)"
    )
    serve.add_argument(
        "--mode",
        dest="qonto_mode",
        choices=("mock", "live"),
        help="banque factice ou Qonto (QONTO_MODE, mock)",
    )
    serve.add_argument(
        "--edition",
        dest="qonto_edition",
        choices=("guide", "2026-11"),
        help="édition de l'API (QONTO_EDITION, guide)",
    )
    serve.add_argument(
        "--qonto-url", dest="qonto_api_base_url", metavar="URL", help="où est Qonto (QONTO_API_BASE_URL)"
    )
    serve.set_defaults(command=_serve)

    migrate = commands.add_parser("migrate", help="crée ou met à jour le schéma de la base, puis s'arrête")
    migrate.set_defaults(command=_migrate)

    orders = commands.add_parser("orders", help="liste les commandes facturables")
    orders.add_argument(
        "--json", action="store_true", help="en JSON : id, order_number, customer_name, total_ttc_cents"
    )
    orders.add_argument(
        "--all", action="store_true", help="aussi celles qui ne peuvent pas être facturées, avec la raison"
    )
    orders.set_defaults(command=_orders)

    for each in (serve, migrate, orders):
        each.add_argument(
            "--database-url", metavar="URL", help="la base (DATABASE_URL, sqlite:///var/gateway.db)"
        )
    return parser


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """The options that are settings and were given."""
    return {
        name: value
        for name, value in vars(options).items()
        if name in Settings.model_fields and value is not None
    }


def _serve(settings: Settings, _: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
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


def _migrate(settings: Settings, _: argparse.Namespace) -> int:
    asyncio.run(_prepare(settings))
    print(f"La base {shown(settings.database_url)} est à jour.")
    return 0


def _orders(settings: Settings, options: argparse.Namespace) -> int:
    listed = asyncio.run(_listed(settings, everything=options.all))
    print(_as_json(listed, everything=options.all) if options.json else _as_text(listed))
    return 0


async def _prepare(settings: Settings) -> None:
    await (await open_database(settings, Clock(follows_bank=False))).close()


async def _listed(settings: Settings, *, everything: bool) -> tuple[OrderSummary, ...]:
    db = await open_database(settings, Clock(follows_bank=False))
    try:
        return await list_orders(db, defective=everything)
    finally:
        await db.close()


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


def _start_line(settings: Settings, port: int) -> str:
    host = f"[{settings.gateway_host}]" if ":" in settings.gateway_host else settings.gateway_host
    said = [
        f"Passerelle sur http://{host}:{port}/api/qonto",
        f"QONTO_MODE={settings.qonto_mode}, Qonto : {settings.qonto_api_base_url}",
        f"base : {shown(settings.database_url)}",
        f"accès : GATEWAY_AUTH={settings.gateway_auth}",
    ]
    if settings.gateway_confirmation == "dialog":
        said.append("GATEWAY_CONFIRMATION=dialog : la confirmation est laissée au dialogue du front")
    return " | ".join(said)


if __name__ == "__main__":
    sys.exit(main())

"""
`qonto-gateway`: serve, migrate, list orders, import one's own, find out what is wrong. Options come before
the environment, the environment before `.env.local`.
"""

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from gateway.seed.help import IMPORT_EXAMPLES, IMPORT_HELP

Add = Callable[..., argparse.ArgumentParser]
"""Adds a command."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    # Who only asked for help has it by now, and does not wait for the gateway to be imported. Of what is
    # imported nothing dies: looking for it would be a tenth of the start.
    gc.disable()
    from gateway.commands import run  # noqa: PLC0415  - see above

    gc.freeze()
    gc.enable()
    return run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qonto-gateway",
        description="La passerelle entre un back-office et Qonto : brouillons, finalisation confirmée, PDF.",
        epilog="Chaque option a sa variable d'environnement ; .env.example les décrit toutes.",
    )
    commands = parser.add_subparsers(required=True, metavar="commande")
    _add_serve(commands.add_parser)
    migrate = commands.add_parser("migrate", help="crée ou met à jour le schéma de la base, puis s'arrête")
    migrate.set_defaults(command="migrate")
    _add_orders(commands.add_parser)
    _add_import(commands.add_parser)
    _add_doctor(commands.add_parser)
    for each in commands.choices.values():
        each.add_argument(
            "--database-url", metavar="URL", help="la base (DATABASE_URL, sqlite:///var/gateway.db)"
        )
    return parser


def _add_serve(add: Add) -> None:
    serve = add("serve", help="démarre la passerelle (migre la base, et en mode mock y met des commandes)")
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
    serve.set_defaults(command="serve")


def _add_orders(add: Add) -> None:
    orders = add("orders", help="liste les commandes facturables")
    orders.add_argument(
        "--json", action="store_true", help="en JSON : id, order_number, customer_name, total_ttc_cents"
    )
    orders.add_argument(
        "--all", action="store_true", help="aussi celles qui ne peuvent pas être facturées, avec la raison"
    )
    orders.set_defaults(command="orders")


def _add_import(add: Add) -> None:
    importing = add(
        "import",
        help="importe vos commandes d'un fichier .json ou .csv",
        description=IMPORT_HELP,
        epilog=IMPORT_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    importing.add_argument("file", metavar="FICHIER", type=Path, help="orders.json ou orders.csv")
    importing.add_argument(
        "--check", action="store_true", help="vérifie le fichier seul, sans ouvrir la base"
    )
    importing.set_defaults(command="import")


def _add_doctor(add: Add) -> None:
    doctor = add(
        "doctor",
        help="dit ce qui ne va pas, en une phrase, et quoi faire ; ne change rien",
        description="Vérifie réglages, base, réseau, identifiants, horloge, comptes, PDF, avoirs et "
        "confirmation. Ne fait que lire. Statut 0 : rien ne gêne ; 1 : quelque chose gêne ; 2 : réglages "
        "illisibles.",
    )
    doctor.add_argument("--json", action="store_true", help="en JSON, pour une surveillance")
    doctor.set_defaults(command="doctor")


if __name__ == "__main__":
    sys.exit(main())

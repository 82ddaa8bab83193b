"""
Every sentence the doctor may say, and the next step that goes with it. The README's section "Dépannage" holds
the same ones, in this order.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """It works, and somebody should know."""
    FAILED = "failed"
    SKIPPED = "skipped"


class Check(StrEnum):
    """In the order they are made: each needs those before it."""

    SETTINGS = "settings"
    DATABASE = "database"
    NETWORK = "network"
    KEY = "key"
    SANDBOX = "sandbox"
    CLOCK = "clock"
    ACCOUNTS = "accounts"
    PDF = "pdf"
    CREDIT_NOTES = "credit_notes"
    CONFIRMATION = "confirmation"


TITLE: Final = {
    Check.SETTINGS: "Réglages",
    Check.DATABASE: "Base",
    Check.NETWORK: "Réseau",
    Check.KEY: "Identifiants",
    Check.SANDBOX: "Bac à sable",
    Check.CLOCK: "Horloge",
    Check.ACCOUNTS: "Comptes",
    Check.PDF: "PDF",
    Check.CREDIT_NOTES: "Avoirs",
    Check.CONFIRMATION: "Confirmation",
}
_OK, _WARNING, _FAILED = State.OK, State.WARNING, State.FAILED
_C = Check
NOTHING: Final = "Rien à faire."
_HOST: Final = "Corrigez QONTO_API_BASE_URL : https://thirdparty.qonto.com, l'hôte seul, sans /v2."


class Finding(Enum):
    """`check, state, sentence, next step`."""

    SETTINGS_READ = (_C.SETTINGS, _OK, "Les réglages se lisent.", NOTHING)
    SETTINGS_REFUSED = (
        _C.SETTINGS,
        _FAILED,
        "Les réglages sont incomplets ou se contredisent.",
        "Vérifiez .env.local : QONTO_AUTH_MODE, QONTO_ORGANIZATION_ID, QONTO_API_KEY, et la variable nommée.",
    )
    DATABASE_READY = (_C.DATABASE, _OK, "La base répond, elle est à jour et de ce mode.", NOTHING)
    DATABASE_MISSING = (
        _C.DATABASE,
        _FAILED,
        "La base n'existe pas encore.",
        "Lancez « qonto-gateway migrate ».",
    )
    DATABASE_OLD = (_C.DATABASE, _FAILED, "La base n'est pas à jour.", "Lancez « qonto-gateway migrate ».")
    DATABASE_NEWER = (
        _C.DATABASE,
        _FAILED,
        "La base vient d'une version plus récente de la passerelle.",
        "Installez cette version.",
    )
    DATABASE_OTHER_MODE = (
        _C.DATABASE,
        _FAILED,
        "La base appartient à l'autre mode (mock ou live).",
        "Indiquez une autre DATABASE_URL, ou rétablissez QONTO_MODE.",
    )
    DATABASE_UNREACHABLE = (
        _C.DATABASE,
        _FAILED,
        "La base ne répond pas.",
        "Vérifiez DATABASE_URL, les droits, et que le serveur tourne.",
    )
    REACHED = (_C.NETWORK, _OK, "Qonto est joignable : nom, connexion, chiffrement.", NOTHING)
    HOST_FOREIGN = (
        _C.NETWORK,
        _FAILED,
        "L'hôte indiqué n'est pas un hôte de Qonto ; aucun identifiant n'y a été envoyé.",
        _HOST,
    )
    NAME_UNKNOWN = (
        _C.NETWORK,
        _FAILED,
        "Le nom de l'hôte est introuvable.",
        "Vérifiez le réseau et le DNS, puis QONTO_API_BASE_URL.",
    )
    NO_ROUTE = (
        _C.NETWORK,
        _FAILED,
        "Aucun réseau ne mène à cet hôte.",
        "Vérifiez le réseau : connexion, VPN, pare-feu.",
    )
    CONNECTION_REFUSED = (
        _C.NETWORK,
        _FAILED,
        "L'hôte est là, mais rien n'y écoute.",
        "Vérifiez QONTO_API_BASE_URL, le port aussi ; en QONTO_MODE=mock, démarrez mock-qonto.",
    )
    CONNECTION_TIMEOUT = (
        _C.NETWORK,
        _FAILED,
        "Timeout : la connexion n'aboutit pas.",
        "Vérifiez le réseau : pare-feu, proxy, VPN.",
    )
    TLS_FAILED = (
        _C.NETWORK,
        _FAILED,
        "La connexion chiffrée échoue : certificat ou protocole refusé.",
        "Vérifiez l'heure de la machine, ses certificats racine, et qu'aucun proxy n'intercepte le trafic.",
    )
    ANSWER_TIMEOUT = (
        _C.NETWORK,
        _FAILED,
        "Timeout : Qonto accepte la connexion et ne répond pas.",
        "Vérifiez le réseau, puis réessayez ; si cela dure, consultez l'état du service de Qonto.",
    )
    CONNECTION_LOST = (
        _C.NETWORK,
        _FAILED,
        "La connexion est coupée avant la réponse.",
        "Vérifiez le réseau et qu'aucun proxy n'intercepte le trafic, puis réessayez.",
    )
    KEY_ACCEPTED = (
        _C.KEY,
        _OK,
        "Qonto accepte nos identifiants, et c'est la bonne organisation.",
        NOTHING,
    )
    KEY_REVOKED = (
        _C.KEY,
        _FAILED,
        "401 : la clé API est révoquée, elle a servi et n'ouvre plus.",
        "Régénérez-la sur le dashboard Qonto, puis mettez à jour QONTO_API_KEY.",
    )
    KEY_REFUSED = (
        _C.KEY,
        _FAILED,
        "401 : la clé API est erronée ou révoquée.",
        "Vérifiez QONTO_ORGANIZATION_ID et QONTO_API_KEY ; sinon régénérez la clé sur le dashboard Qonto.",
    )
    ORGANIZATION_WRONG = (
        _C.KEY,
        _FAILED,
        "QONTO_ORGANIZATION_ID n'est pas l'organisation de cette base, ou pas celle de ces identifiants.",
        "Corrigez QONTO_ORGANIZATION_ID, ou indiquez la base de cette organisation.",
    )
    TOKEN_REFUSED = (
        _C.KEY,
        _FAILED,
        "401 : le jeton OAuth est refusé.",
        "Redonnez l'autorisation à l'application, puis mettez à jour QONTO_REFRESH_TOKEN.",
    )
    TOKEN_ENDED = (
        _C.KEY,
        _WARNING,
        "Le jeton OAuth a expiré ; doctor ne le renouvelle pas, car cela change le jeton de renouvellement.",
        "Laissez la passerelle le renouveler (GET /api/qonto/health), puis relancez doctor.",
    )
    KEY_FORBIDDEN = (
        _C.KEY,
        _FAILED,
        "403 : nos identifiants n'ont pas ce droit.",
        "Vérifiez les permissions de la clé API.",
    )
    STAGING_REFUSED = (
        _C.KEY,
        _FAILED,
        "Le bac à sable répond par sa page de connexion : son jeton est refusé.",
        "Mettez à jour QONTO_STAGING_TOKEN (portail des développeurs de Qonto).",
    )
    REDIRECTED = (_C.KEY, _FAILED, "L'hôte renvoie ailleurs, où nos identifiants n'iront pas.", _HOST)
    NOT_QONTO = (_C.KEY, _FAILED, "Ce qui répond n'est pas l'API de Qonto.", _HOST)
    NOT_THE_MOCK = (
        _C.KEY,
        _FAILED,
        "Ce qui répond n'est pas la banque factice, or QONTO_MODE=mock.",
        "Démarrez mock-qonto à cette adresse, ou passez QONTO_MODE=live pour travailler avec Qonto.",
    )
    RATE_LIMITED = (
        _C.KEY,
        _FAILED,
        "429 : Qonto reçoit trop de demandes de notre part.",
        "Attendez une minute, puis relancez doctor.",
    )
    QONTO_BROKEN = (
        _C.KEY,
        _FAILED,
        "Qonto répond par une erreur de son côté.",
        "Réessayez dans quelques minutes ; si cela dure, consultez l'état du service de Qonto.",
    )
    STAGING_ACCEPTED = (_C.SANDBOX, _OK, "Le bac à sable accepte son jeton.", NOTHING)
    NO_SANDBOX = (_C.SANDBOX, _OK, "Aucun bac à sable n'est en jeu.", NOTHING)
    CLOCK_AGREES = (_C.CLOCK, _OK, "L'horloge de cette machine et celle de Qonto s'accordent.", NOTHING)
    CLOCK_OF_MOCK = (_C.CLOCK, _OK, "La passerelle suit l'heure de la banque factice.", NOTHING)
    CLOCK_SKEWED = (
        _C.CLOCK,
        _FAILED,
        "L'horloge de cette machine s'écarte de plus d'une minute de celle de Qonto.",
        "Mettez la machine à l'heure (NTP) : les jetons et les liens de 30 minutes s'y fient.",
    )
    CLOCK_UNTOLD = (
        _C.CLOCK,
        _WARNING,
        "Qonto n'a pas dit l'heure qu'il est chez lui.",
        "Vérifiez qu'aucun proxy ne retire l'en-tête Date.",
    )
    ACCOUNTS_FOUND = (_C.ACCOUNTS, _OK, "Des comptes bancaires actifs sont visibles.", NOTHING)
    ACCOUNTS_NONE = (
        _C.ACCOUNTS,
        _FAILED,
        "Aucun compte bancaire actif n'est visible : une facture n'aurait pas d'IBAN.",
        "Activez un compte chez Qonto, ou vérifiez les permissions de la clé API.",
    )
    ACCOUNTS_UNREAD = (
        _C.ACCOUNTS,
        _FAILED,
        "Les comptes bancaires ne se lisent pas.",
        "Vérifiez les permissions de la clé API.",
    )
    PDF_REACHED = (_C.PDF, _OK, "Le PDF d'une facture finalisée se télécharge.", NOTHING)
    PDF_NO_INVOICE = (
        _C.PDF,
        _WARNING,
        "Aucune facture n'est finalisée : il n'y a pas de PDF à essayer.",
        "Vérifiez que la facture est finalisée (status !== 'draft') si vous en attendiez un.",
    )
    PDF_NOT_YET = (
        _C.PDF,
        _WARNING,
        "La dernière facture finalisée n'a encore ni pdf_url ni attachment_id.",
        "Réessayez dans une minute : Qonto prépare le PDF après la finalisation.",
    )
    PDF_UNREACHABLE = (
        _C.PDF,
        _FAILED,
        "Le PDF d'une facture finalisée ne se télécharge pas.",
        "Vérifiez pdf_url, sinon attachment_id ; l'URL vaut 30 minutes, son hôte doit être joignable d'ici.",
    )
    PDF_UNREAD = (
        _C.PDF,
        _FAILED,
        "Les factures ou leurs fichiers ne se lisent pas.",
        "Vérifiez les permissions de la clé API.",
    )
    CREDIT_NOTES_SUPPORTED = (
        _C.CREDIT_NOTES,
        _OK,
        "POST /v2/credit_notes est supporté, d'après ce que l'on sait de cette édition.",
        NOTHING,
    )
    CREDIT_NOTES_UNSUPPORTED = (
        _C.CREDIT_NOTES,
        _WARNING,
        "POST /v2/credit_notes n'est pas supporté (non documenté par Qonto dans cette édition).",
        "Créez l'avoir directement depuis le dashboard Qonto.",
    )
    CONFIRMATION_BY_PAGE = (
        _C.CONFIRMATION,
        _OK,
        "La passerelle demande elle-même la confirmation avant de finaliser.",
        NOTHING,
    )
    CONFIRMATION_BY_DIALOG = (
        _C.CONFIRMATION,
        _WARNING,
        "La confirmation est laissée au dialogue du front : la passerelle ne redemande rien.",
        "Gardez GATEWAY_CONFIRMATION=page tant que ce dialogue ne montre pas le résumé.",
    )

    @property
    def check(self) -> Check:
        return self.value[0]

    @property
    def state(self) -> State:
        return self.value[1]

    @property
    def sentence(self) -> str:
        return self.value[2]

    @property
    def next_step(self) -> str:
        return self.value[3]


SKIPPED_SENTENCE: Final = "Non vérifié."
SKIPPED_STEP: Final = "Réglez d'abord ce qui précède, puis relancez doctor."


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """*finding* is None for a check that could not be made; *detail* is what was seen, no secret in it."""

    check: Check
    finding: Finding | None
    detail: str = ""

    @property
    def state(self) -> State:
        return State.SKIPPED if self.finding is None else self.finding.state

    @property
    def sentence(self) -> str:
        return SKIPPED_SENTENCE if self.finding is None else self.finding.sentence

    @property
    def next_step(self) -> str:
        return SKIPPED_STEP if self.finding is None else self.finding.next_step


def found(finding: Finding, detail: str = "") -> Result:
    return Result(check=finding.check, finding=finding, detail=detail)

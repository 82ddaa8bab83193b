"""
Every setting of the gateway: read once at the start, frozen, passed down.

Rule 1: a missing or contradictory setting stops the start with one line that names the variable.
Rule 2: no interlock is skipped by forgetting a variable: without any, the gateway is offline and speaks to a
mock only.
Rule 3: secrets are `SecretStr`: printing the settings shows none.
"""

from collections.abc import Mapping
from ipaddress import ip_address
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LIVE_URL = "https://thirdparty.qonto.com"
SANDBOX_URL = "https://thirdparty-sandbox.staging.qonto.co"
TOKEN_URL = "https://oauth.qonto.com/oauth2/token"  # noqa: S105  - an address
SANDBOX_TOKEN_URL = "https://oauth-sandbox.staging.qonto.co/oauth2/token"  # noqa: S105  - an address
MOCK_URL = "http://127.0.0.1:8081"
OFFLINE_ORGANIZATION = "verone-4819"
OFFLINE_KEY = "offline-demo-key-opens-nothing"
_DATABASE_URL = "sqlite:///var/gateway.db"
_JWT_SECRET_BYTES_MIN = 32
_ODD, _ODD_SUCH_AS = "caractères inattendus", "(espace, accent, retour à la ligne)"
_LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})

Words = Annotated[tuple[str, ...], NoDecode]


class SettingsRefused(Exception):
    """The start is refused; the message is one French line that names the variable."""


class Settings(BaseModel):
    """Built by `read_settings` from the environment; tests build it from values alone."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    qonto_mode: Literal["mock", "live"] = "mock"
    qonto_forbid_live: bool = False
    qonto_allow_remote_mock: bool = False
    qonto_api_base_url: str = MOCK_URL
    qonto_auth_mode: Literal["api_key", "oauth"] = "api_key"
    qonto_organization_id: str = ""
    qonto_api_key: SecretStr | None = None
    qonto_access_token: SecretStr | None = None
    qonto_refresh_token: SecretStr | None = None
    qonto_client_id: str = ""
    qonto_client_secret: SecretStr | None = None
    qonto_token_url: str = ""
    qonto_token_file: str = "var/qonto-tokens.json"  # noqa: S105  - a path
    qonto_staging_token: SecretStr | None = None
    qonto_edition: Literal["guide", "2026-11"] = "guide"
    qonto_rate_limit_per_minute: int = Field(default=100, ge=0)
    qonto_record: str = ""

    database_url: str = Field(default=_DATABASE_URL, repr=False)  # may hold a password

    gateway_host: str = "127.0.0.1"
    gateway_port: int = Field(default=8080, ge=0, le=65535)
    gateway_public_url: str = ""
    gateway_auth: Literal["off", "jwt"] = "off"
    gateway_jwt_secret: SecretStr | None = None
    gateway_jwks_url: str = ""
    gateway_jwt_audience: str = ""
    gateway_allowed_origins: Words = ()
    gateway_allowed_hosts: Words = ()
    gateway_confirmation: Literal["page", "dialog"] = "page"
    gateway_allow_live_dialog: bool = False
    gateway_rate_limit_per_minute: int = Field(default=0, ge=0)
    gateway_allow_debug: bool = False

    @model_validator(mode="before")
    @classmethod
    def _deduce(cls, given: Any) -> Any:
        """
        Defaults that depend on other settings. They are filled in first, so that the values seen are the
        values used.
        """
        values = {name: value for name, value in dict(given).items() if value not in ("", None)}
        live = str(values.get("qonto_mode", "mock")).lower() == "live"
        values.setdefault("qonto_api_base_url", LIVE_URL if live else MOCK_URL)
        values.setdefault("gateway_auth", "jwt" if live else "off")
        if "qonto_auth_mode" not in values:
            values["qonto_auth_mode"] = _deduced_auth_mode(values)
        if live and "qonto_client_id" in values:
            sandbox = on_sandbox(str(values["qonto_api_base_url"]))
            values.setdefault("qonto_token_url", SANDBOX_TOKEN_URL if sandbox else TOKEN_URL)
        if not live:
            values.setdefault("qonto_organization_id", OFFLINE_ORGANIZATION)
            if str(values["qonto_auth_mode"]).lower() == "api_key":
                values.setdefault("qonto_api_key", OFFLINE_KEY)
        return values

    @field_validator(
        "qonto_mode",
        "qonto_auth_mode",
        "gateway_auth",
        "gateway_confirmation",
        "qonto_edition",
        mode="before",
    )
    @classmethod
    def _in_lower_case(cls, value: Any) -> Any:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("gateway_allowed_origins", "gateway_allowed_hosts", mode="before")
    @classmethod
    def _from_list(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(word for part in value.split(",") if (word := part.strip().rstrip("/").lower()))

    @field_validator("qonto_api_base_url", "qonto_token_url", "gateway_public_url", "gateway_jwks_url")
    @classmethod
    def _is_http(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise ValueError("une adresse http:// ou https:// est attendue")
        if urlsplit(value).username is not None:
            raise ValueError("pas d'identifiants dans une adresse, ils finiraient dans les journaux")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        _check_upstream(self)
        _check_credentials(self)
        _check_access(self)
        return self

    @property
    def mock(self) -> bool:
        return self.qonto_mode == "mock"

    @property
    def sandbox(self) -> bool:
        return on_sandbox(self.qonto_api_base_url)

    @property
    def renewing(self) -> bool:
        """Whether the OAuth token is renewed here; else it is what it is, and ends within the hour."""
        return self.qonto_auth_mode == "oauth" and bool(self.qonto_client_id)

    @property
    def debugging(self) -> bool:
        """Whether the debug routes are there: always against the mock, in live mode only when allowed."""
        return self.mock or self.gateway_allow_debug

    @property
    def public_url(self) -> str:
        """Where people reach us, for the links we hand out."""
        if self.gateway_public_url:
            return self.gateway_public_url
        host = f"[{self.gateway_host}]" if ":" in self.gateway_host else self.gateway_host
        return f"http://{host}:{self.gateway_port}"

    @property
    def hosts(self) -> frozenset[str]:
        """The `Host` names answered to: the loopback's and our own, and whatever is listed."""
        ours = urlsplit(self.public_url).hostname or ""
        return frozenset({*_LOOPBACK_NAMES, ours, *self.gateway_allowed_hosts})


class _Environment(BaseSettings, Settings):
    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        env_ignore_empty=True,
        env_file=".env.local",
        env_file_encoding="utf-8",
    )


def read_settings(given: Mapping[str, Any] = MappingProxyType({})) -> Settings:
    """The environment, after it `.env.local`; what is *given* (by command line options) comes before both."""
    try:
        return _Environment(**given)
    except ValidationError as error:
        raise SettingsRefused(_one_line(error)) from None


def on_sandbox(url: str) -> bool:
    return urlsplit(url).hostname == urlsplit(SANDBOX_URL).hostname


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _deduced_auth_mode(values: Mapping[str, Any]) -> str:
    key = "qonto_api_key" in values
    token = "qonto_access_token" in values or "qonto_client_id" in values
    if key and token:
        raise _refused(
            "QONTO_AUTH_MODE",
            "QONTO_API_KEY et QONTO_ACCESS_TOKEN (ou QONTO_CLIENT_ID) sont tous deux définis : choisissez "
            "api_key ou oauth",
        )
    return "oauth" if token else "api_key"


def _check_upstream(settings: Settings) -> None:
    address = urlsplit(settings.qonto_api_base_url)
    local = is_loopback(address.hostname or "")
    if settings.qonto_forbid_live and not settings.mock:
        raise _refused("QONTO_MODE", "live est interdit ici (QONTO_FORBID_LIVE=1)")
    if settings.mock and not local and not settings.qonto_allow_remote_mock:
        raise _refused(
            "QONTO_API_BASE_URL",
            f"{settings.qonto_api_base_url} n'est pas sur cette machine, or QONTO_MODE=mock ; "
            "passez QONTO_MODE=live pour Qonto, ou QONTO_ALLOW_REMOTE_MOCK=1 "
            "si la banque factice tourne ailleurs",
        )
    if not settings.mock and address.scheme != "https" and not local:
        raise _refused("QONTO_API_BASE_URL", "en QONTO_MODE=live les identifiants ne voyagent qu'en https")
    if not settings.mock and settings.sandbox and settings.qonto_staging_token is None:
        raise _refused(
            "QONTO_STAGING_TOKEN",
            "obligatoire pour le bac à sable de Qonto, qui répond sinon par une page de connexion",
        )


def _check_credentials(settings: Settings) -> None:
    if not settings.mock and not settings.qonto_organization_id:
        raise _refused(
            "QONTO_ORGANIZATION_ID", "obligatoire en QONTO_MODE=live (le slug de l'organisation chez Qonto)"
        )
    if settings.qonto_auth_mode == "oauth":
        _check_oauth(settings)
    else:
        _check_key(settings)
    _check_tokens(settings)


def _check_oauth(settings: Settings) -> None:
    if not settings.renewing:
        if settings.qonto_access_token is None:
            raise _refused("QONTO_ACCESS_TOKEN", "obligatoire quand QONTO_AUTH_MODE=oauth")
        if settings.qonto_refresh_token is not None:
            raise _refused("QONTO_CLIENT_ID", "obligatoire avec QONTO_REFRESH_TOKEN, pour le renouveler")
        return
    if settings.qonto_client_secret is None:
        raise _refused("QONTO_CLIENT_SECRET", "obligatoire avec QONTO_CLIENT_ID")
    address = urlsplit(settings.qonto_token_url)
    local = is_loopback(address.hostname or "")
    if settings.mock and not local:
        raise _refused("QONTO_TOKEN_URL", "en QONTO_MODE=mock, une adresse de cette machine est obligatoire")
    if address.scheme != "https" and not local:
        raise _refused("QONTO_TOKEN_URL", "https est obligatoire hors de cette machine")


def _check_key(settings: Settings) -> None:
    if settings.qonto_api_key is None:
        raise _refused(
            "QONTO_API_KEY", "obligatoire en QONTO_MODE=live (tableau de bord Qonto, Intégrations)"
        )
    key = settings.qonto_api_key.get_secret_value()
    if not settings.mock and key == OFFLINE_KEY:
        raise _refused(
            "QONTO_API_KEY", "c'est la clé de démonstration hors ligne ; QONTO_MODE=live demande la vôtre"
        )
    if not _speakable(key + settings.qonto_organization_id):
        raise _refused("QONTO_API_KEY", f"{_ODD} ici ou dans QONTO_ORGANIZATION_ID {_ODD_SUCH_AS}")


def _check_tokens(settings: Settings) -> None:
    for name in ("qonto_access_token", "qonto_staging_token"):
        token: SecretStr | None = getattr(settings, name)
        if token is not None and not _speakable(token.get_secret_value()):
            raise _refused(name.upper(), f"{_ODD} {_ODD_SUCH_AS}")


def _speakable(text: str) -> bool:
    """Whether it can stand in a header."""
    return text.isascii() and text.isprintable()


def _check_access(settings: Settings) -> None:
    if (
        not settings.mock
        and settings.gateway_confirmation == "dialog"
        and not settings.gateway_allow_live_dialog
    ):
        raise _refused(
            "GATEWAY_CONFIRMATION",
            "dialog laisse un front finaliser pour de vrai : en QONTO_MODE=live, confirmez-le par "
            "GATEWAY_ALLOW_LIVE_DIALOG=1 ou revenez à page",
        )
    if settings.gateway_auth == "off":
        if not settings.mock:
            raise _refused("GATEWAY_AUTH", "off est interdit en QONTO_MODE=live : utilisez jwt")
        if not is_loopback(settings.gateway_host):
            raise _refused(
                "GATEWAY_AUTH",
                f"off n'est permis que sur cette machine, pas sur GATEWAY_HOST={settings.gateway_host}",
            )
        return
    secret = settings.gateway_jwt_secret.get_secret_value() if settings.gateway_jwt_secret else ""
    if bool(secret) == bool(settings.gateway_jwks_url):
        raise _refused(
            "GATEWAY_JWT_SECRET",
            "GATEWAY_AUTH=jwt demande soit GATEWAY_JWT_SECRET, soit GATEWAY_JWKS_URL, et pas les deux",
        )
    if secret and len(secret.encode()) < _JWT_SECRET_BYTES_MIN:
        raise _refused("GATEWAY_JWT_SECRET", f"trop court : au moins {_JWT_SECRET_BYTES_MIN} octets")
    if settings.gateway_jwks_url and not settings.gateway_jwt_audience:
        # One issuer signs for many services: without an audience, a token meant for another one would open
        # this one.
        raise _refused("GATEWAY_JWT_AUDIENCE", "obligatoire avec GATEWAY_JWKS_URL")
    jwks = urlsplit(settings.gateway_jwks_url)
    if jwks.scheme == "http" and not is_loopback(jwks.hostname or ""):
        raise _refused("GATEWAY_JWKS_URL", "https est obligatoire hors de cette machine")


def _refused(variable: str, why: str) -> ValueError:
    return ValueError(f"{variable} : {why}.")


def _one_line(error: ValidationError) -> str:
    """
    The first finding that matters: ours as it stands, pydantic's with the variable's name and never its
    value.
    """
    found = error.errors(include_url=False, include_input=False)[0]
    said = str(found.get("ctx", {}).get("error", ""))
    if not found["loc"]:
        return said
    variable = str(found["loc"][0]).upper()
    if said:
        return f"{variable} : {said}."
    expected = found.get("ctx", {}).get("expected")
    if expected:
        return f"{variable} : les valeurs possibles sont {str(expected).replace(' or ', ' ou ')}."
    return f"{variable} : valeur refusée ({found['type']})."

"""Which addresses of files we follow: an answer names them, so they are as trustworthy as the answer."""

from typing import Final

import httpx

from gateway.errors import Code, GatewayError
from gateway.settings import is_loopback

FILE_MAX_BYTES: Final = 20 * 1024 * 1024


def file_request(url: str, *, local_host: str | None) -> httpx.Request:
    """
    A request for a signed URL, without credentials: the signature is the credential, and the host may be
    anybody's.

    With *local_host* (mock mode) it may not: the file is on this machine or on the bank's.
    """
    try:
        request = httpx.Request("GET", url, headers={"User-Agent": "qonto-offline"})
    except (httpx.InvalidURL, ValueError) as why:
        raise unusable_url(str(why)) from why
    host = request.url.host
    if request.url.scheme not in {"http", "https"} or not host:
        raise unusable_url(f"scheme {request.url.scheme!r}")
    if local_host is not None and not (is_loopback(host) or host == local_host):
        raise unusable_url(f"{host} is not this machine")
    return request


def unusable_url(why: str) -> GatewayError:
    return GatewayError(
        Code.UPSTREAM_FAILED,
        "Qonto a donné une adresse de fichier inutilisable. "
        "Téléchargez le fichier depuis le tableau de bord Qonto.",
        internal=f"signed URL: {why}",
    )

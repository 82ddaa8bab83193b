"""How far one gets towards a host, step by step and without a word of ours: name, connection, encryption."""

import asyncio
import errno
import os
import socket
import ssl
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from gateway.doctor.findings import Finding, Result, found
from gateway.settings import Settings, is_loopback

_QONTO = (".qonto.com", ".qonto.co")
_PORTS = {"http": 80, "https": 443}


async def reach(settings: Settings, *, timeout_s: float) -> Result:
    address = urlsplit(settings.qonto_api_base_url)
    host = address.hostname or ""
    port = address.port or _PORTS[address.scheme]
    if not settings.mock and not is_loopback(host) and not host.endswith(_QONTO):
        return found(Finding.HOST_FOREIGN, host)
    where = f"{host}:{port}"
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(timeout_s):
            found_at = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            connection = await _connected([(family, place) for family, _, _, _, place in found_at])
            if address.scheme == "https":
                await _encrypted(connection, host)
            else:
                connection.close()
    except socket.gaierror as error:
        return found(Finding.NAME_UNKNOWN, f"{host} : {error.strerror}")
    except TimeoutError:
        return found(Finding.CONNECTION_TIMEOUT, f"{where}, {timeout_s:g} s")
    except ssl.SSLError as error:
        return found(Finding.TLS_FAILED, f"{where} : {getattr(error, 'verify_message', '') or error.reason}")
    except OSError as error:
        return found(_of(error), f"{where} : {_told(error)}")
    return found(Finding.REACHED, where)


async def _connected(places: Sequence[tuple[int, Any]]) -> socket.socket:
    """The first address that lets us in; raises what the last one said."""
    loop = asyncio.get_running_loop()
    last: OSError = OSError(errno.EHOSTUNREACH, "no address")
    for family, place in places:
        connection = socket.socket(family, socket.SOCK_STREAM)
        connection.setblocking(False)  # noqa: FBT003  - its only parameter
        try:
            await loop.sock_connect(connection, place)
        except OSError as error:
            connection.close()
            last = error
        except BaseException:
            connection.close()
            raise
        else:
            return connection
    raise last


async def _encrypted(connection: socket.socket, host: str) -> None:
    _, writer = await asyncio.open_connection(
        sock=connection, ssl=ssl.create_default_context(), server_hostname=host
    )
    writer.close()
    try:
        await writer.wait_closed()
    except OSError:
        return  # how the other end says goodbye is its own affair


def _told(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else type(error).__name__


def _of(error: OSError) -> Finding:
    match error:
        case ConnectionRefusedError():
            return Finding.CONNECTION_REFUSED
        case ConnectionError():
            return Finding.CONNECTION_LOST
        case OSError(errno=errno.ETIMEDOUT):
            return Finding.CONNECTION_TIMEOUT
    return Finding.NO_ROUTE

"""Who is asking, with and without tokens."""

import base64
import json
import time
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.settings import Settings
from gateway.web.tokens import authentication
from tests.gateway.web.doorstep import doorstep

pytestmark = pytest.mark.anyio

SECRET = "a-secret-of-at-least-thirty-two-bytes"
FINALIZE = "/things/t-1/finalize"


def _settings(**values: object) -> Settings:
    return Settings.model_validate({"gateway_auth": "jwt", **values})


def _claims(**values: object) -> dict[str, object]:
    return {"sub": "marie", "exp": int(time.time()) + 60, **values}


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def _finalize(settings: Settings, headers: Any, **options: Any) -> httpx.Response:
    async with doorstep(authenticate=authentication(settings, **options)) as client:
        return await client.post(FINALIZE, headers=headers)


async def test_without_tokens_a_person_is_who_they_say_or_the_local_user() -> None:
    async with doorstep() as client:
        named = await client.post(FINALIZE, headers={"X-User-Id": "marie"})
        unnamed = await client.post(FINALIZE)

    assert (named.json()["by"], unnamed.json()["by"]) == ("marie", "local-user")


@pytest.mark.parametrize("name", ["x" * 201, "a\x7fb", "a\tb"])
async def test_a_name_that_cannot_be_kept_is_no_name(name: str) -> None:
    async with doorstep() as client:
        assert (await client.post(FINALIZE, headers={"X-User-Id": name})).status_code == 401


async def test_a_good_token_names_its_subject() -> None:
    answer = await _finalize(_settings(gateway_jwt_secret=SECRET), _bearer(jwt.encode(_claims(), SECRET)))

    assert answer.json()["by"] == "marie"


async def test_with_tokens_the_header_of_the_local_person_means_nothing() -> None:
    answer = await _finalize(_settings(gateway_jwt_secret=SECRET), {"X-User-Id": "marie"})

    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "claims",
    [
        _claims(exp=1),
        {"sub": "marie"},
        {"exp": int(time.time()) + 60},
        _claims(sub=""),
        _claims(sub="a\nb"),
        _claims(aud="somebody-else"),
        _claims(role=["service"]),
        _claims(nbf=int(time.time()) + 600),
    ],
)
async def test_a_token_that_lacks_something_opens_nothing(claims: dict[str, Any]) -> None:
    answer = await _finalize(_settings(gateway_jwt_secret=SECRET), _bearer(jwt.encode(claims, SECRET)))

    assert answer.status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é"])
async def test_what_is_no_token_opens_nothing(token: str) -> None:
    answer = await _finalize(
        _settings(gateway_jwt_secret=SECRET), {"Authorization": f"Bearer {token}".encode()}
    )

    assert answer.status_code == 401


async def test_the_token_does_not_choose_its_algorithm() -> None:
    unsigned = jwt.encode(_claims(), None, algorithm="none")
    longer = jwt.encode(_claims(), SECRET * 2, algorithm="HS512")

    for token in (unsigned, longer):
        assert (await _finalize(_settings(gateway_jwt_secret=SECRET), _bearer(token))).status_code == 401


async def test_a_token_for_our_audience_is_taken_and_another_is_not() -> None:
    settings = _settings(gateway_jwt_secret=SECRET, gateway_jwt_audience="gateway")

    ours = await _finalize(settings, _bearer(jwt.encode(_claims(aud="gateway"), SECRET)))
    theirs = await _finalize(settings, _bearer(jwt.encode(_claims(aud="other"), SECRET)))
    nobodys = await _finalize(settings, _bearer(jwt.encode(_claims(), SECRET)))

    assert [answer.status_code for answer in (ours, theirs, nobodys)] == [200, 401, 401]


@pytest.mark.parametrize("role", ["service", "SERVICE", "service_role"])
async def test_a_service_may_do_much_and_never_finalize(role: str) -> None:
    settings = _settings(gateway_jwt_secret=SECRET)
    headers = _bearer(jwt.encode(_claims(role=role), SECRET))

    async with doorstep(authenticate=authentication(settings)) as client:
        wrote = await client.post("/things", json={}, headers=headers)
        finalized = await client.post(FINALIZE, headers=headers)

    assert wrote.status_code == 201
    assert (finalized.status_code, finalized.json()["code"]) == (403, "FORBIDDEN")


class Issuer:
    """An identity provider: publishes keys, signs tokens, and may be away."""

    def __init__(self) -> None:
        self.keys: dict[str, rsa.RSAPrivateKey] = {}
        self.asked = 0
        self.away = False

    def add(self, name: str) -> None:
        self.keys[name] = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def sign(self, name: str, key: rsa.RSAPrivateKey | None = None) -> str:
        signer = key or self.keys[name]
        return jwt.encode(_claims(aud="gateway"), signer, algorithm="RS256", headers={"kid": name})

    async def publish(self) -> bytes:
        self.asked += 1
        if self.away:
            raise ValueError("away")
        return json.dumps({"keys": [_jwk(name, key) for name, key in self.keys.items()]}).encode()


def _jwk(name: str, key: rsa.RSAPrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "alg": "RS256", "kid": name, "n": _b64(numbers.n, 256), "e": _b64(numbers.e, 3)}


def _b64(number: int, length: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(length, "big")).rstrip(b"=").decode()


KEYS = _settings(gateway_jwks_url="http://127.0.0.1:9/jwks", gateway_jwt_audience="gateway")


@pytest.fixture
def issuer() -> Issuer:
    made = Issuer()
    made.add("k1")
    return made


async def test_published_keys_are_fetched_once_and_kept(issuer: Issuer) -> None:
    authenticate = authentication(KEYS, fetch_keys=issuer.publish)
    async with doorstep(authenticate=authenticate) as client:
        answers = [await client.post(FINALIZE, headers=_bearer(issuer.sign("k1"))) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert issuer.asked == 1


async def test_a_token_of_somebody_elses_key_opens_nothing(issuer: Issuer) -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    token = issuer.sign("k1", stranger)

    assert (await _finalize(KEYS, _bearer(token), fetch_keys=issuer.publish)).status_code == 401


async def test_the_public_key_is_no_shared_secret(issuer: Issuer) -> None:
    token = jwt.encode(_claims(aud="gateway"), "k" * 40, algorithm="HS256", headers={"kid": "k1"})

    assert (await _finalize(KEYS, _bearer(token), fetch_keys=issuer.publish)).status_code == 401


async def test_unknown_key_names_do_not_make_us_ask_again_and_again(issuer: Issuer) -> None:
    authenticate = authentication(KEYS, fetch_keys=issuer.publish)
    async with doorstep(authenticate=authenticate) as client:
        for _ in range(5):
            assert (await client.post(FINALIZE, headers=_bearer(_unknown(issuer)))).status_code == 401

    assert issuer.asked == 1


async def test_an_issuer_that_is_away_is_503_and_asked_again(issuer: Issuer) -> None:
    issuer.away = True
    authenticate = authentication(KEYS, fetch_keys=issuer.publish)
    async with doorstep(authenticate=authenticate) as client:
        away = await client.post(FINALIZE, headers=_bearer(issuer.sign("k1")))
        issuer.away = False
        back = await client.post(FINALIZE, headers=_bearer(issuer.sign("k1")))

    assert (away.status_code, away.json()["code"]) == (503, "IDENTITY_UNAVAILABLE")
    assert back.status_code == 200


def _unknown(issuer: Issuer) -> str:
    return issuer.sign("k9", issuer.keys["k1"])

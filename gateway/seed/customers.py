"""The demo's customers: obviously fictitious companies and people, whose mail goes nowhere (RFC 2606)."""

from dataclasses import dataclass
from uuid import UUID, uuid5

NAMESPACE = UUID("6f2b0a5e-7d55-4a5c-9c39-51b6f0e4819a")
"""Ids are derived from it, so they are the same on every machine."""


def stable_id(*parts: object) -> str:
    return str(uuid5(NAMESPACE, "/".join(str(part) for part in parts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    slug: str
    legal_name: str
    trade_name: str | None
    email: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    country: str = "FR"
    siret: str | None = None
    vat_number: str | None = None

    @property
    def id(self) -> str:
        return stable_id("organisation", self.slug)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    slug: str
    first_name: str
    last_name: str
    email: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    country: str = "FR"

    @property
    def id(self) -> str:
        return stable_id("individual", self.slug)


COMPANIES = (
    Company(
        slug="atelier-du-faux-semblant",
        legal_name="Atelier du Faux-Semblant SARL",
        trade_name="Atelier du Faux-Semblant",
        email="compta@faux-semblant.example.com",
        street="12 rue Imaginaire",
        postal_code="69002",
        city="Lyon",
        siret="00000000100011",
        vat_number="FR00000000100",
    ),
    Company(
        slug="maison-fictive",
        legal_name="Maison Fictive SAS",
        trade_name=None,
        email="factures@maison-fictive.example.com",
        street="3 place de l'Exemple",
        postal_code="33000",
        city="Bordeaux",
        siret="00000000200019",
        vat_number="FR00000000200",
    ),
    Company(
        slug="cafe-du-bac-a-sable",
        legal_name="Café du Bac à Sable EURL",
        trade_name="Café du Bac à Sable",
        email="bonjour@bac-a-sable.test",
        street="27 quai des Essais",
        postal_code="44000",
        city="Nantes",
        siret="00000000300017",
    ),
    Company(
        slug="librairie-lorem",
        legal_name="Librairie Lorem & Ipsum",
        trade_name="Lorem & Ipsum",
        email="commande@lorem-ipsum.example.com",
        street="5 rue du Paragraphe",
        postal_code="67000",
        city="Strasbourg",
        siret="00000000400015",
        vat_number="FR00000000400",
    ),
    Company(
        slug="ferme-des-octets",
        legal_name="GAEC de la Ferme des Octets",
        trade_name="La Ferme des Octets",
        email="ferme@octets.test",
        street="Lieu-dit Le Bouchon",
        postal_code="24200",
        city="Sarlat-la-Canéda",
        siret="00000000500012",
    ),
    Company(
        slug="boutique-reunion",
        legal_name="Boutique du Volcan Factice SARL",
        trade_name=None,
        email="achats@volcan-factice.example.com",
        street="8 rue de la Lave",
        postal_code="97400",
        city="Saint-Denis",
        siret="00000000600010",
        vat_number="FR00000000600",
    ),
    Company(
        slug="brasserie-modele",
        legal_name="Modèle Brouwerij BV",
        trade_name=None,
        email="facturen@modele-brouwerij.example.com",
        street="Voorbeeldstraat 14",
        postal_code="1000",
        city="Bruxelles",
        country="BE",
        vat_number="BE0000000097",
    ),
    Company(
        slug="sans-adresse",
        legal_name="Nulle Part SARL",
        trade_name=None,
        email="contact@nulle-part.example.com",
        street=None,
        postal_code=None,
        city=None,
    ),
    Company(
        slug="sans-email",
        legal_name="Silence Radio SAS",
        trade_name=None,
        email=None,
        street="1 impasse du Calme",
        postal_code="35000",
        city="Rennes",
    ),
)

PEOPLE = (
    Person(
        slug="camille-essai",
        first_name="Camille",
        last_name="Essai",
        email="camille.essai@example.com",
        street="4 allée des Tests",
        postal_code="59000",
        city="Lille",
    ),
    Person(
        slug="noe-prototype",
        first_name="Noé",
        last_name="Prototype",
        email="noe@prototype.test",
        street="19 boulevard du Brouillon",
        postal_code="13006",
        city="Marseille",
    ),
)

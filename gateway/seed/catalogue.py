"""The demo's orders: fifteen that can be invoiced, and one of each kind that cannot."""

from dataclasses import dataclass

from gateway.seed.customers import stable_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """*vat* is a fraction; None is the defect of an order that must not be invoiced."""

    label: str
    quantity: str
    price: str
    vat: str | None
    notes: str | None = None
    sku: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOrder:
    """*customer* is the slug of a company or of a person; *billing* an address of the order's own."""

    number: str
    customer: str
    items: tuple[Item, ...]
    status: str = "validated"
    terms: str = "net_30"
    person: bool = False
    shipping: str = "0"
    handling: str = "0"
    insurance: str = "0"
    fees_vat: str | None = None
    billing: tuple[str, str, str, str] | None = None
    claimed_ttc: str | None = None
    """The total the order itself shows, where it is not the sum of its lines."""
    notes: str | None = None

    @property
    def id(self) -> str:
        return stable_id("order", self.number)


LAMP = Item(label="Lampe d'atelier", quantity="1", price="49.90", vat="0.2", sku="LAM-001")
CHAIR = Item(label="Chaise pliante en hêtre", quantity="4", price="65.00", vat="0.2", sku="CHA-004")
BOOK = Item(label="Manuel de la facture parfaite", quantity="3", price="33.33", vat="0.055", sku="LIV-033")
CLOTH = Item(label="Toile enduite au mètre", quantity="1.5", price="19.99", vat="0.2", sku="TOI-015")
COFFEE = Item(label="Café en grains, sac de 1 kg", quantity="12", price="14.50", vat="0.055", sku="CAF-012")
WORK = Item(label="Pose sur place", quantity="2", price="180.00", vat="0.1", notes="Deux demi-journées")

INVOICEABLE = (
    DemoOrder(number="SO-2026-001", customer="atelier-du-faux-semblant", items=(LAMP,)),
    DemoOrder(number="SO-2026-002", customer="librairie-lorem", items=(BOOK,), terms="net_15"),
    DemoOrder(number="SO-2026-003", customer="maison-fictive", items=(CLOTH,), status="shipped"),
    DemoOrder(
        number="SO-2026-004",
        customer="maison-fictive",
        items=(CHAIR, LAMP, WORK),
        shipping="24.90",
        handling="5.00",
        insurance="3.50",
        fees_vat="0.2",
        terms="net_60",
    ),
    DemoOrder(
        number="SO-2026-005", customer="cafe-du-bac-a-sable", items=(COFFEE,), shipping="9.90", fees_vat="0.2"
    ),
    DemoOrder(
        number="SO-2026-006",
        customer="camille-essai",
        person=True,
        items=(LAMP, BOOK),
        terms="immediate",
        status="delivered",
    ),
    DemoOrder(
        number="SO-2026-007",
        customer="ferme-des-octets",
        items=(
            Item(
                label="Foin de démonstration", quantity="0.125", price="79.99", vat="0.1", notes="Au quintal"
            ),
        ),
    ),
    DemoOrder(
        number="SO-2026-008",
        customer="boutique-reunion",
        items=(Item(label="Souvenir en lave factice", quantity="25", price="7.35", vat="0.085"),),
        shipping="38.00",
        fees_vat="0.085",
    ),
    DemoOrder(
        number="SO-2026-009",
        customer="librairie-lorem",
        items=(
            Item(label="Journal d'essai, abonnement annuel", quantity="1", price="119.00", vat="0.021"),
            BOOK,
        ),
    ),
    DemoOrder(
        number="SO-2026-010",
        customer="brasserie-modele",
        items=(
            Item(label="Comptoir en zinc", quantity="1", price="2450.00", vat="0", notes="Autoliquidation"),
        ),
        notes="Livraison intracommunautaire",
    ),
    DemoOrder(
        number="SO-2026-011",
        customer="noe-prototype",
        person=True,
        items=(CHAIR, CLOTH),
        status="partially_shipped",
        shipping="12.00",
        fees_vat="0.2",
        billing=("7 rue du Chantier", "13001", "Marseille", "FR"),
    ),
    DemoOrder(
        number="SO-2026-012",
        customer="atelier-du-faux-semblant",
        items=(
            Item(
                label="Établi réglable en hauteur, plateau massif de 180 centimètres",
                quantity="1",
                price="899.00",
                vat="0.2",
            ),
            WORK,
        ),
        insurance="15.00",
        fees_vat="0.2",
    ),
    DemoOrder(
        number="SO-2026-013",
        customer="cafe-du-bac-a-sable",
        items=(
            Item(label="Tasse dépareillée", quantity="7", price="3.35", vat="0.2"),
            Item(label="Sirop d'orgeat, 70 cl", quantity="3", price="4.15", vat="0.055"),
            Item(label="Rhum arrangé de démonstration", quantity="1", price="21.05", vat="0.2"),
        ),
        status="shipped",
    ),
    DemoOrder(
        number="SO-2026-014",
        customer="ferme-des-octets",
        items=(Item(label="Clou d'essai", quantity="1000", price="0.01", vat="0.2"),),
        terms="net_15",
    ),
    DemoOrder(
        number="SO-2026-015",
        customer="maison-fictive",
        items=(Item(label="Échantillon gratuit", quantity="1", price="0.00", vat="0.2"), LAMP),
        handling="4.17",
        fees_vat="0.2",
    ),
)

# 0.2 % for 20 %: the slip that burnt F-2026-001. It can be invoiced, and the confirmation must warn about
# it; it is kept with the defective ones so that nobody meets it by accident.
SUSPICIOUS = (
    DemoOrder(
        number="SO-2026-090",
        customer="maison-fictive",
        items=(Item(label="Lampe d'atelier", quantity="1", price="49.90", vat="0.002"),),
        claimed_ttc="59.88",
    ),
)

DEFECTIVE = (
    DemoOrder(number="SO-2026-091", customer="sans-adresse", items=(LAMP,)),
    DemoOrder(number="SO-2026-092", customer="sans-email", items=(LAMP,)),
    DemoOrder(
        number="SO-2026-093",
        customer="maison-fictive",
        items=(LAMP, Item(label="Article sans taux", quantity="1", price="10.00", vat=None)),
    ),
    DemoOrder(number="SO-2026-094", customer="maison-fictive", items=(LAMP,), status="cancelled"),
    DemoOrder(number="SO-2026-095", customer="maison-fictive", items=(LAMP,), status="draft"),
    DemoOrder(number="SO-2026-096", customer="inconnu-au-bataillon", items=(LAMP,)),
    DemoOrder(number="SO-2026-097", customer="maison-fictive", items=()),
    DemoOrder(number="SO-2026-098", customer="maison-fictive", items=(LAMP,), shipping="9.90"),
    DemoOrder(
        number="SO-2026-099",
        customer="maison-fictive",
        items=(Item(label="Retour de marchandise", quantity="-1", price="49.90", vat="0.2"),),
    ),
)

ORDERS = (*INVOICEABLE, *SUSPICIOUS, *DEFECTIVE)

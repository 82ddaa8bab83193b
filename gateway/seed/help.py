"""What `qonto-gateway import --help` teaches; a test imports its examples."""

from typing import Final

JSON_EXAMPLE: Final = """\
[
  {
    "order_number": "CMD-1001",
    "organisation": {
      "legal_name": "Atelier Exemple SARL", "email": "compta@atelier.example", "vat_number": "FR00000000000",
      "address_line1": "1 rue de l'Essai", "postal_code": "69001", "city": "Lyon", "country": "FR"
    },
    "shipping_cost_ht": "9.90", "fees_vat_rate": "0.2",
    "items": [
      {"label": "Lampe", "quantity": 2, "unit_price_ht": "49.90", "tax_rate": "0.2"},
      {"label": "Manuel", "quantity": 1, "unit_price_ht": 33.33, "tax_rate": 0.055}
    ]
  }
]
"""
CSV_EXAMPLE: Final = """\
order_number;customer_type;legal_name;first_name;last_name;email;address_line1;postal_code;city;label;quantity;unit_price_ht;tax_rate
CMD-1001;organisation;Atelier Exemple SARL;;;compta@atelier.example;1 rue de l'Essai;69001;Lyon;Lampe;2;49,90;0,2
CMD-1001;organisation;;;;;;;;Manuel;1;33,33;0,055
CMD-1002;individual;;Camille;Essai;camille@example.com;2 rue de l'Essai;29200;Brest;Lampe;1;49,90;0,2
"""  # noqa: E501  - a line of CSV is a line
IMPORT_HELP: Final = """\
Importe vos commandes : toutes celles du fichier, ou aucune. Tout ce qui ne va pas est dit d'un coup, avec
sa place. Une commande déjà là n'est jamais modifiée : identique, elle est passée ; différente, elle est
refusée avec son numéro. Un client est reconnu à son id, sinon à son nom et son e-mail ; le fichier le plus
récent dit son adresse. Importer dans une base neuve n'y met pas les commandes de démonstration.

Une commande : order_number et items sont obligatoires, ainsi qu'un client : « organisation » (ou
« organization »), « individual », ou « customer » avec un « type ». Facultatifs : id, status (validated),
payment_terms (immediate, net_15, net_30, net_60), billing_address, shipping_address (street, postal_code,
city, country), shipping_cost_ht, handling_cost_ht, insurance_cost_ht, fees_vat_rate, total_ttc, notes.
Un client : legal_name, ou first_name et last_name ; facultatifs : id, trade_name, email, phone, siret,
vat_number, address_line1, postal_code, city, country.
Une ligne : label, quantity, unit_price_ht ; facultatifs : tax_rate, sku, notes.
Les montants sont en euros, exacts au centime ; les taux sont des fractions : 0.2 pour 20 %. Une ligne sans
taux est importée, mais la commande ne se facture pas avant d'en avoir un.

En CSV (UTF-8, séparateur , ou ;, et alors la virgule décimale est comprise) : une ligne par article, les
lignes d'un même order_number font une commande. Colonnes en plus : order_id, customer_id, order_notes,
billing_street, billing_postal_code, billing_city, billing_country, et de même shipping_…
"""
IMPORT_EXAMPLES: Final = f"""\
exemple, orders.json :

{JSON_EXAMPLE}
exemple, orders.csv :

{CSV_EXAMPLE}
statut de sortie : 0 importé, 2 refusé et rien n'a été écrit
"""

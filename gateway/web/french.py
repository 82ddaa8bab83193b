"""Pydantic's findings, said to a French-speaking person."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "missing": "ce champ est obligatoire",
        "extra_forbidden": "ce champ n'existe pas ici, retirez-le",
        "string_type": "un texte est attendu",
        "string_too_short": "au moins {min_length} caractère(s) attendu(s)",
        "string_too_long": "au plus {max_length} caractères",
        "string_pattern_mismatch": "le format n'est pas celui attendu",
        "int_type": "un nombre entier est attendu",
        "int_parsing": "un nombre entier est attendu",
        "int_parsing_size": "ce nombre est trop grand",
        "int_from_float": "un nombre entier est attendu",
        "float_type": "un nombre est attendu",
        "float_parsing": "un nombre est attendu",
        "finite_number": "un nombre fini est attendu",
        "decimal_type": "un nombre décimal est attendu",
        "decimal_parsing": "un nombre décimal est attendu",
        "decimal_max_digits": "au plus {max_digits} chiffres",
        "decimal_max_places": "au plus {decimal_places} décimales",
        "decimal_whole_digits": "au plus {whole_digits} chiffres avant la virgule",
        "bool_type": "true ou false est attendu",
        "bool_parsing": "true ou false est attendu",
        "date_type": "une date AAAA-MM-JJ est attendue",
        "date_parsing": "une date AAAA-MM-JJ est attendue",
        "date_from_datetime_parsing": "une date AAAA-MM-JJ est attendue",
        "date_from_datetime_inexact": "une date AAAA-MM-JJ sans heure est attendue",
        "datetime_type": "un instant ISO 8601 est attendu",
        "datetime_parsing": "un instant ISO 8601 est attendu",
        "datetime_from_date_parsing": "un instant ISO 8601 est attendu",
        "timezone_aware": "un instant avec fuseau horaire est attendu",
        "uuid_type": "un identifiant UUID est attendu",
        "uuid_parsing": "un identifiant UUID est attendu",
        "enum": "les valeurs possibles sont {expected}",
        "literal_error": "les valeurs possibles sont {expected}",
        "list_type": "une liste est attendue",
        "tuple_type": "une liste est attendue",
        "dict_type": "un objet est attendu",
        "model_type": "un objet est attendu",
        "model_attributes_type": "un objet est attendu",
        "too_short": "au moins {min_length} élément(s) attendu(s)",
        "too_long": "au plus {max_length} éléments",
        "greater_than": "une valeur supérieure à {gt} est attendue",
        "greater_than_equal": "une valeur d'au moins {ge} est attendue",
        "less_than": "une valeur inférieure à {lt} est attendue",
        "less_than_equal": "une valeur d'au plus {le} est attendue",
        "multiple_of": "un multiple de {multiple_of} est attendu",
    }
)


# What a pattern wants, in words: nobody should have to read a regular expression to mend a form.
PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        r"^[0-9]{1,8}(\.[0-9]{1,2})?$": "un montant comme « 49.90 » est attendu, avec au plus 2 décimales",
        r"^[0-9]{1,6}(\.[0-9]{1,3})?$": "une quantité comme « 1.5 » est attendue, avec au plus 3 décimales",
        r"^(0(\.[0-9]{1,5})?|1(\.0{1,5})?)$": "un taux entre 0 et 1 est attendu : « 0.2 » pour 20 %",
        r"^[A-Z]{3}$": "un code de devise de trois lettres est attendu, comme « EUR »",
    }
)


def said_in_french(found: Mapping[str, Any]) -> str:
    """A validator's own `ValueError` is written in French where it is raised: passed on as it stands."""
    context = dict(found.get("ctx") or {})
    if found["type"] in ("value_error", "assertion_error"):
        return str(context.get("error", "cette valeur n'est pas acceptée"))
    if context.get("pattern") in PATTERNS:
        return PATTERNS[context["pattern"]]
    sentence = _SENTENCES.get(found["type"], "cette valeur n'est pas acceptée")
    if "expected" in context:
        context["expected"] = str(context["expected"]).replace(" or ", " ou ")
    return sentence.format_map(context)

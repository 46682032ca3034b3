"""Code systems that a grammar or a register defines, so that no CodeSystem resource lists their codes.

https://hl7.org/fhir/R4/terminologies-systems.html
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from hie.fhirpath import is_ucum
from hie.terminology.check_digits import has_loinc_digit, has_verhoeff_digit

Test = Callable[[str], bool]

BCP_13 = "urn:ietf:bcp:13"
BCP_47 = "urn:ietf:bcp:47"
CURRENCIES = "urn:iso:std:iso:4217"
UCUM = "http://unitsofmeasure.org"
URIS = "urn:ietf:rfc:3986"

_REMEMBERED = 4096
_NAME = r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}"
_PARAMETER = r"""\s*;\s*[A-Za-z0-9!#$&^_.+-]+=(?:[^\s;"]+|"[^"]*")"""
_MEDIA_TYPE = re.compile(rf"{_NAME}/{_NAME}(?:{_PARAMETER})*", re.ASCII)
#: Names that FHIR itself gives to its formats.  https://hl7.org/fhir/R4/http.html#mime-type
_FORMATS = frozenset({"html", "json", "ttl", "xml"})
_LANGUAGE = re.compile(r"[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", re.ASCII)


def is_media_type(code: str) -> bool:
    """Whether ``code`` is written as a media type (RFC 6838), or is FHIR's short name of a format."""
    return code in _FORMATS or _MEDIA_TYPE.fullmatch(code) is not None


def is_uri(code: str) -> bool:
    """Whether ``code`` is a full URI: one that begins with a scheme (RFC 3986)."""
    return _URI.fullmatch(code) is not None


@lru_cache(maxsize=_REMEMBERED)
def is_language(code: str) -> bool:
    """Whether ``code`` is a language tag of BCP 47 whose parts are all registered."""
    # The register takes time and memory to load; few resources name a language.
    import langcodes  # noqa: PLC0415 - See above.

    return _LANGUAGE.fullmatch(code) is not None and bool(langcodes.tag_is_valid(code))


def is_currency(code: str) -> bool:
    """Whether ``code`` is a currency of ISO 4217."""
    return code in _currencies()


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    import iso4217  # noqa: PLC0415 - Read from a table in XML, when somebody needs it.

    return frozenset(currency.code for currency in iso4217.Currency)


#: System to what decides whether it has a code.
OPEN_SYSTEMS: Mapping[str, Test] = {
    BCP_13: is_media_type,
    BCP_47: is_language,
    CURRENCIES: is_currency,
    UCUM: is_ucum,
    URIS: is_uri,
}


def _matches(pattern: str) -> Test:
    compiled = re.compile(pattern, re.ASCII)
    return lambda code: compiled.fullmatch(code) is not None


_LOINC = _matches(r"(?:LA|LG|LL|LP|MTHU|XACT)?[0-9]{1,8}(?:-[0-9])?|[0-9]{1,7}-[0-9]")
_SNOMED_CODE = _matches(r"[1-9][0-9]{5,17}")


@lru_cache(maxsize=_REMEMBERED)
def _is_loinc(code: str) -> bool:
    return has_loinc_digit(code) if code[:1].isdigit() else _LOINC(code)


@lru_cache(maxsize=_REMEMBERED)
def _is_snomed(code: str) -> bool:
    if not code.isdigit():
        # Expressions have a grammar of their own, which nobody checks here.
        return any(sign in code for sign in ":+|={")
    return _SNOMED_CODE(code) and has_verhoeff_digit(code)


#: Great code systems that are hardly ever at hand: what every code of theirs looks like.
WRITTEN: Mapping[str, Test] = {
    "http://loinc.org": _is_loinc,
    "http://snomed.info/sct": _is_snomed,
    "http://www.nlm.nih.gov/research/umls/rxnorm": _matches(r"[0-9]{1,8}"),
    "http://hl7.org/fhir/sid/cvx": _matches(r"[0-9]{2,3}"),
    "http://hl7.org/fhir/sid/icd-10-cm": _matches(
        r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?(?:-[A-Z][0-9][0-9A-Z])?"
    ),
}

#: Other systems that the specification lists, none of which is at hand.
ELSEWHERE = frozenset(
    {
        "http://cancer.sanger.ac.uk/cancergenome/projects/cosmic",
        "http://fdasis.nlm.nih.gov",
        "http://nucc.org/provider-taxonomy",
        "http://radlex.org",
        "http://unstats.un.org/unsd/methods/m49/m49.htm",
        "http://www.ada.org/snodent",
        "http://www.ama-assn.org/go/cpt",
        "http://www.genenames.org",
        "http://www.nlm.nih.gov/research/umls/rxnorm",
        "http://www.nubc.org/patient-discharge",
        "http://www.whocc.no/atc",
        "urn:iso:std:iso:11073:10101",
        "urn:iso:std:iso:3166",
        "urn:iso:std:iso:3166:-2",
    }
)
#: How HL7's own names of foreign systems begin.
IDENTIFIERS = "http://hl7.org/fhir/sid/"

"""From bytes to a :class:`CatalogueFile`, or to the list of everything that is wrong with them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.domain.catalogue_checks import Placed, PlacedSite, SoundParts, check_parts, hint
from bot.domain.catalogue_file import (
    CatalogueFile,
    City,
    Industry,
    Organisation,
    Part,
    Profession,
    Programme,
    Region,
    Route,
    SiteCard,
)
from bot.domain.catalogue_problems import Place, Problem, RowProblem, name_place

MAX_BYTES = 5_000_000
"""Size of a file; 500 sites need about 3 MB."""

MAX_DEPTH = 20
"""Objects and lists within each other; a real file has 8."""

P = TypeVar("P", bound=Part)

_SURROGATE = re.compile("[\ud800-\udfff]")
_SECTIONS = ("region", "cities", "industries", "professions", "sites", "routes")


def read_catalogue(raw: bytes | str) -> CatalogueFile | list[RowProblem]:
    """Reads a file as a whole: the catalogue, or every fault at once in the order of the file.

    Never raises for what the file holds.
    """
    document = _read_json(raw)
    if isinstance(document, RowProblem):
        return [document]
    if not isinstance(document, dict):
        return [RowProblem("", Problem.WRONG_TYPE, {"expected": "an object { … }"}, '{"format": 1, …}')]
    file: CatalogueFile | None = None
    problems: list[RowProblem] = []
    try:
        file = CatalogueFile.model_validate_json(json.dumps(document))
    except ValidationError as error:
        problems = [
            _structural(details, document)
            for details in error.errors(include_url=False)
            if not _is_echo(details)
        ]
    for place, kind, facts in check_parts(_sound_parts(document)):
        problems.append(RowProblem(name_place(place, document), kind, facts, _example(place), place))
    if file is None or problems:
        return sorted(problems, key=lambda problem: _order(problem.place, document))
    return file


# --- JSON ------------------------------------------------------------------------------------------


class _RepeatedKeyError(ValueError):
    pass


def _read_json(raw: bytes | str) -> object:
    """The document, or the one fault that keeps it from being read."""
    text: str | RowProblem = _decode(raw) if isinstance(raw, bytes) else raw
    if isinstance(text, RowProblem):
        return text
    if len(text) > MAX_BYTES:
        return RowProblem("", Problem.TOO_BIG, {"size": len(text), "limit": MAX_BYTES})
    text = text.removeprefix("\ufeff")
    try:
        document: object = json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_no_constant)
        if _is_deeper_than(MAX_DEPTH, document):
            return RowProblem("", Problem.TOO_DEEP)
        if _SURROGATE.search(json.dumps(document, ensure_ascii=False)):
            return RowProblem("", Problem.BROKEN_CHARACTER)
    except json.JSONDecodeError as error:
        facts: dict[str, str | int] = {"line": error.lineno, "column": error.colno, "detail": error.msg}
        return RowProblem("", Problem.BAD_JSON, facts)
    except _RepeatedKeyError as error:
        return RowProblem("", Problem.REPEATED_KEY, {"key": str(error)})
    except RecursionError:
        return RowProblem("", Problem.TOO_DEEP)
    except ValueError as error:  # a number of thousands of digits
        return RowProblem("", Problem.INVALID, {"detail": str(error)})
    return document


def _decode(raw: bytes) -> str | RowProblem:
    if len(raw) > MAX_BYTES:
        return RowProblem("", Problem.TOO_BIG, {"size": len(raw), "limit": MAX_BYTES})
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return RowProblem("", Problem.NOT_UTF8, {"byte": error.start})


def _is_deeper_than(limit: int, document: object) -> bool:
    level = [document]
    for _depth in range(limit):
        level = [
            inner
            for outer in level
            for inner in (
                outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ()
            )
        ]
    return bool(level)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _RepeatedKeyError(key[:80])
        found[key] = value
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number of JSON")


# --- faults of single values -----------------------------------------------------------------------

_OWN = frozenset(kind.value for kind in Problem)
_KINDS: Mapping[str, Problem] = {
    "extra_forbidden": Problem.UNKNOWN_FIELD,
    "enum": Problem.NOT_ONE_OF,
    "literal_error": Problem.NOT_ONE_OF,
    "greater_than_equal": Problem.TOO_SMALL,
    "less_than_equal": Problem.TOO_LARGE,
    "string_too_short": Problem.EMPTY,
    "string_too_long": Problem.TOO_LONG,
    "finite_number": Problem.WRONG_TYPE,
}
_EXPECTED: Mapping[str, str] = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "dict_type": "an object { … }",
    "model_type": "an object { … }",
    "tuple_type": "a list [ … ]",
}


def _structural(details: ErrorDetails, document: object) -> RowProblem:
    place: Place = tuple(key for key in details["loc"] if key != "[key]")
    error = details["type"]
    context: dict[str, Any] = details.get("ctx", {})
    facts: dict[str, str | int] = {}
    if error in _OWN:
        kind = Problem(error)
    elif error == "too_short":
        kind, facts = _too_short(int(context["min_length"]))
    elif error in _EXPECTED:
        kind, facts = Problem.WRONG_TYPE, {"expected": _EXPECTED[error]}
    else:
        kind = _KINDS.get(error, Problem.INVALID)
        facts = _facts(kind, place, context, details)
    example = None if kind is Problem.UNKNOWN_FIELD else _example(place)
    return RowProblem(name_place(place, document), kind, facts, example, place)


def _is_echo(details: ErrorDetails) -> bool:
    """Whether a list is called too short only because its elements are faulty themselves."""
    given = details["input"]
    return (
        details["type"] == "too_short"
        and isinstance(given, list)
        and len(given) >= details["ctx"]["min_length"]
    )


def _too_short(least: int) -> tuple[Problem, dict[str, str | int]]:
    if least == 1:
        return Problem.EMPTY, {}
    return Problem.WRONG_TYPE, {"expected": f"a list of at least {least}"}


def _facts(
    kind: Problem, place: Place, context: Mapping[str, Any], details: ErrorDetails
) -> dict[str, str | int]:
    match kind:
        case Problem.NOT_ONE_OF:
            return {"expected": str(context["expected"])}
        case Problem.TOO_SMALL:
            return {"limit": context["ge"]}
        case Problem.TOO_LARGE:
            return {"limit": context["le"]}
        case Problem.TOO_LONG:
            return {"length": len(str(details["input"])), "limit": context["max_length"]}
        case Problem.UNKNOWN_FIELD:
            return {"hint": hint(str(place[-1]), _fields_at(place[:-1]))}
        case Problem.INVALID:
            return {"detail": details["msg"]}
        case _:
            return {}


def _model_in(annotation: object) -> type[Part] | None:
    """The part inside ``tuple[Stop, ...]``, ``Season | None`` or ``Annotated[…]``; None for plain values."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    if get_origin(annotation) in (tuple, Union, UnionType) or hasattr(annotation, "__metadata__"):
        for inner in get_args(annotation):
            if found := _model_in(inner):
                return found
    return None


@cache
def fields_of(model: type[Part]) -> Mapping[str, FieldInfo]:
    """The fields of a part by the key that stands in the file."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _fields_at(place: Place) -> Mapping[str, FieldInfo]:
    """The fields of the object that stands at a place; none where it holds a plain value."""
    model: type[Part] | None = CatalogueFile
    for key in place:
        if isinstance(key, str):
            info = fields_of(model).get(key) if model else None
            model = _model_in(info.annotation) if info else None
    return fields_of(model) if model else {}


def _example(place: Place) -> str | None:
    """The example of the innermost field on the way to a place."""
    example: str | None = None
    for length in range(1, len(place) + 1):
        info = _fields_at(place[: length - 1]).get(str(place[length - 1]))
        if info and info.examples:
            example = str(info.examples[0])
    return example


def _order(place: Place, document: object) -> tuple[tuple[int, str], ...]:
    """Sorts places as they stand in the file; what is missing comes last in its object."""
    order: list[tuple[int, str]] = []
    here = document
    for key in place:
        if isinstance(here, dict):
            keys = list(here)
            order.append((keys.index(str(key)) if key in here else len(keys), str(key)))
            here = here.get(str(key))
        elif isinstance(here, list) and isinstance(key, int):
            order.append((key, ""))
            here = here[key] if key < len(here) else None
    return tuple(order)


# --- parts that are sound by themselves ------------------------------------------------------------


def _sound_parts(document: Mapping[str, Any]) -> SoundParts:
    return SoundParts(
        region=_sound(Region, document.get("region")),
        cities=_sound_list(City, document, "cities"),
        industries=_sound_list(Industry, document, "industries"),
        professions=_sound_list(Profession, document, "professions"),
        organisations=_sound_list(Organisation, document, "organisations"),
        sites=[_site(index, raw) for index, raw in _elements(document, "sites")],
        routes=_sound_list(Route, document, "routes"),
        named={section: frozenset(_names(document, section, "slug")) for section in _SECTIONS},
    )


def _sound(model: type[P], raw: object) -> P | None:
    try:
        return model.model_validate_json(json.dumps(raw))
    except ValidationError:
        return None


def _elements(owner: object, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    elements = owner.get(key) if isinstance(owner, dict) else None
    for index, element in enumerate(elements if isinstance(elements, list) else ()):
        if isinstance(element, dict):
            yield index, element


def _names(owner: object, key: str, name: str) -> Iterator[str]:
    for _index, element in _elements(owner, key):
        if isinstance(value := element.get(name), str):
            yield value


def _sound_list(model: type[P], owner: object, key: str, place: Place = ()) -> list[Placed[P]]:
    return [
        Placed((*place, key, index), part)
        for index, raw in _elements(owner, key)
        if (part := _sound(model, raw)) is not None
    ]


def _site(index: int, raw: Mapping[str, Any]) -> PlacedSite:
    place: Place = ("sites", index)
    slug = raw.get("slug")
    return PlacedSite(
        place=place,
        slug=slug if isinstance(slug, str) else None,
        card=_sound(SiteCard, {key: value for key, value in raw.items() if key != "programmes"}),
        programmes=_sound_list(Programme, raw, "programmes", place),
        codes=frozenset(_names(raw, "programmes", "code")),
    )

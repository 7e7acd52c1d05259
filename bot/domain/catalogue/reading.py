"""From bytes to a :class:`CatalogueFile`, or to the list of everything that is wrong with them.

In two passes with one list of problems: the shape and each value by itself (pydantic), then what must hold
between values (``bot.domain.catalogue.checks``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.domain.catalogue.checks import Facts, SoundParts, check_parts, hint
from bot.domain.catalogue.file import (
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
from bot.domain.catalogue.problems import Place, Problem, RowProblem, name_place

MAX_BYTES = 5_000_000
"""Size of a file; 500 sites need about 3 MB."""

MAX_DEPTH = 20
"""Objects and lists within each other; a real file has 8."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_SECTIONS: Mapping[str, type[Part]] = {
    "cities": City,
    "industries": Industry,
    "professions": Profession,
    "organisations": Organisation,
    "sites": SiteCard,
    "routes": Route,
}


def read_stored(document: Mapping[str, Any]) -> CatalogueFile:
    """What is stored, as a file says it. What an earlier release let in and this one does not, and what has
    only begun in the chat, is left out."""
    try:
        return CatalogueFile.model_validate_json(json.dumps(document))
    except ValidationError as error:
        faulty = {each["loc"][:2] for each in error.errors(include_url=False)}
    sound = {
        name: [part for number, part in enumerate(parts) if (name, number) not in faulty]
        for name, parts in document.items()
        if isinstance(parts, list)
    }
    return CatalogueFile.model_validate_json(json.dumps({**document, **sound}))


def without_begun(document: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What is stored without sites that have no programme yet, which no file can say, and the names of those:
    they have begun in the chat, and go on there. An import leaves them as they are."""
    sites = [each for each in document["sites"] if each["programmes"]]
    begun = tuple(each["name"]["ru"] for each in document["sites"] if not each["programmes"])
    return {**document, "sites": sites}, begun


def read_catalogue(raw: bytes | str) -> CatalogueFile | list[RowProblem]:
    """Reads a file as a whole: the catalogue, or every fault at once in the order of the file.

    Never raises for what the file holds.
    """
    document = _read_json(raw)
    if isinstance(document, RowProblem):
        return [document]
    if not isinstance(document, dict):
        return [RowProblem("", Problem.WRONG_TYPE, {"expected": "an object { … }"}, '{"format": 1, …}')]
    problems: list[RowProblem] = []
    try:
        file = CatalogueFile.model_validate_json(json.dumps(document))
    except ValidationError as error:
        errors = error.errors(include_url=False)
        problems = [_structural(details, document) for details in errors if not _is_echo(details)]
    for place, kind, facts in check_parts(_sound_parts(document)):
        problems.append(RowProblem(name_place(place, document), kind, facts, _example(place), place))
    return sorted(problems, key=lambda problem: _order(problem.place, document)) if problems else file


# --- JSON ------------------------------------------------------------------------------------------


class _RepeatedKeyError(ValueError):
    pass


def _read_json(raw: bytes | str) -> object:
    """The document, or the one fault that keeps it from being read."""
    if len(raw) > MAX_BYTES:
        return RowProblem("", Problem.TOO_BIG, {"size": len(raw), "limit": MAX_BYTES})
    try:
        text = (raw.decode("utf-8") if isinstance(raw, bytes) else raw).removeprefix("\ufeff")
        document: object = json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_no_constant)
        if _is_deeper_than(MAX_DEPTH, document):
            return RowProblem("", Problem.TOO_DEEP)
        if _SURROGATE.search(json.dumps(document, ensure_ascii=False)):
            return RowProblem("", Problem.BROKEN_CHARACTER)
    except UnicodeDecodeError as error:
        return RowProblem("", Problem.NOT_UTF8, {"byte": error.start})
    except json.JSONDecodeError as error:
        facts: Facts = {"line": error.lineno, "column": error.colno, "detail": error.msg}
        return RowProblem("", Problem.BAD_JSON, facts)
    except _RepeatedKeyError as error:
        return RowProblem("", Problem.REPEATED_KEY, {"key": str(error)})
    except RecursionError:
        return RowProblem("", Problem.TOO_DEEP)
    except ValueError as error:  # a number of thousands of digits
        return RowProblem("", Problem.INVALID, {"detail": str(error)})
    return document


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
    kind, facts = kind_and_facts(details, place)
    example = None if kind is Problem.UNKNOWN_FIELD else _example(place)
    return RowProblem(name_place(place, document), kind, facts, example, place)


def kind_and_facts(details: ErrorDetails, place: Place) -> tuple[Problem, Facts]:
    context: dict[str, Any] = details.get("ctx", {})
    match details["type"]:
        case "too_long":  # a list; pydantic calls it as we call a long text
            return Problem.TOO_LONG, {"length": len(details["input"]), "limit": context["max_length"]}
        case own if own in _OWN:
            return Problem(own), {}
        case wrong if wrong in _EXPECTED:
            return Problem.WRONG_TYPE, {"expected": _EXPECTED[wrong]}
        case "too_short" if context["min_length"] > 1:
            return Problem.WRONG_TYPE, {"expected": f"a list of at least {context['min_length']}"}
        case "too_short" | "string_too_short":
            return Problem.EMPTY, {}
        case "string_too_long":
            return Problem.TOO_LONG, {"length": len(str(details["input"])), "limit": context["max_length"]}
        case "enum" | "literal_error":
            return Problem.NOT_ONE_OF, {"expected": str(context["expected"])}
        case "greater_than_equal":
            return Problem.TOO_SMALL, {"limit": context["ge"]}
        case "less_than_equal":
            return Problem.TOO_LARGE, {"limit": context["le"]}
        case "extra_forbidden":
            return Problem.UNKNOWN_FIELD, {"hint": hint(str(place[-1]), _fields_at(place[:-1]))}
        case _:
            return Problem.INVALID, {"detail": details["msg"]}


def _is_echo(details: ErrorDetails) -> bool:
    """Whether a list is called too short only because its elements are faulty themselves."""
    given = details["input"]
    return (
        details["type"] == "too_short"
        and isinstance(given, list)
        and len(given) >= details["ctx"]["min_length"]
    )


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


@cache
def reader_of(of: type[Part], column: str) -> TypeAdapter[Any]:
    """Reads the value of one field, as strictly as a file's."""
    info = fields_of(of)[column]
    return TypeAdapter(info.rebuild_annotation(), config={"strict": True, "allow_inf_nan": False})


def _fields_at(place: Place) -> Mapping[str, FieldInfo]:
    """The fields of the object that stands at a place; none where it holds a plain value."""
    *_, (fields, _info) = _way_to(place)
    return fields


def _example(place: Place) -> str | None:
    """The example of the innermost field on the way to a place."""
    examples = [info.examples[0] for _fields, info in _way_to(place) if info and info.examples]
    return str(examples[-1]) if examples else None


def _way_to(place: Place) -> Iterator[tuple[Mapping[str, FieldInfo], FieldInfo | None]]:
    """From the top of the file to a place: the fields of each object, and the field that led there."""
    fields = fields_of(CatalogueFile)
    yield fields, None
    for key in place:
        if isinstance(key, str):
            info = fields.get(key)
            model = _model_in(info.annotation) if info else None
            fields = fields_of(model) if model else {}
            yield fields, info


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
    lists: dict[Place, list[tuple[Place, Part]]] = {}
    names: dict[Place, list[tuple[Place, str]]] = {}

    def add(place: Place, model: type[Part], raw: object, key: str = "slug") -> None:
        elements = [((*place, n), each) for n, each in enumerate(raw if isinstance(raw, list) else ())]
        objects = [(where, each) for where, each in elements if isinstance(each, dict)]
        names[place] = [(where, name) for where, each in objects if isinstance(name := each.get(key), str)]
        lists[place] = []
        for where, each in objects:
            alone = {name: value for name, value in each.items() if name != "programmes"}
            with suppress(ValidationError):
                lists[place].append((where, model.model_validate_json(json.dumps(alone))))
            if model is SiteCard:
                add((*where, "programmes"), Programme, each.get("programmes"), "code")

    add(("region",), Region, [document.get("region")])
    for section, model in _SECTIONS.items():
        add((section,), model, document.get(section))
    return SoundParts(lists, names)

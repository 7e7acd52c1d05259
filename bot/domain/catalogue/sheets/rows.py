"""A catalogue's document as rows of sheets, and back. The document is the one that the reader of JSON takes:
what may stand in it is judged there, once, whatever it came from.

A row that belongs to another (a programme to its site) and a field that names another part (a city) say the
title that people know, or the slug where two have the same title. A row without a slug gets one from its
title, always the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot.domain.catalogue.cards.slugs import slug_of
from bot.domain.catalogue.checks import hint
from bot.domain.catalogue.problems import Place, Problem, RowProblem, name_place
from bot.domain.catalogue.sheets.tables import Column, Kind, Path, Table, tables
from bot.domain.catalogue.sheets.values import Cell, ChoiceWords, from_cell, is_blank, to_cell
from bot.domain.lengths import SLUG

Document = dict[str, Any]

WAS: Final = "#was"
"""The key of the column that says what a row was when it was written: a digest of it, and how it was called,
by which others still call it."""
_NO_DIGEST: Final = "-"
BASE_LANGUAGE: Final = "ru"


# --- to rows --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by the key of their column; ``number``: in the sheet, from 1."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """``keys``: of the columns in their order, with the column and the language that each is for."""

    table: Table
    keys: Mapping[str, Column]
    rows: tuple[Mapping[str, Cell], ...]


def sheets_of(
    document: Document,
    words: ChoiceWords,
    languages: Sequence[str],
    digests: Mapping[tuple[Path, str], str],
) -> list[Sheet]:
    """Every sheet of a document, empty ones too. ``languages``: of translated texts that have a column in any
    case; ``digests``: of rows, by their list and slug."""
    titles = _Titles(document)
    return [_sheet(table, document, words, languages, digests, titles) for table in tables().values()]


def _sheet(
    table: Table,
    document: Document,
    words: ChoiceWords,
    languages: Sequence[str],
    digests: Mapping[tuple[Path, str], str],
    titles: _Titles,
) -> Sheet:
    rows: list[dict[str, Cell]] = []
    others: set[str] = set()
    for part, above in _parts_at(document, table.path):
        cells: dict[str, Cell] = {}
        slug = str(part.get(table.key, "")) if table.key else ""
        if slug and table.title:
            called = titles.of(table.path, part, above)
            cells[WAS] = f"{digests.get((table.path, slug), _NO_DIGEST)} {called}"
        for column in table.columns:
            if column.kind is Kind.PARENT:
                cells[column.key()] = titles.of(column.refers, above[column.refers], above)
                continue
            value = value_at(part, column)
            if value is None or column.kind is Kind.CONSTANT:
                continue
            if column.kind is Kind.TRANSLATED:
                others |= set(value)
                cells |= {column.key(language): text for language, text in value.items()}
            elif column.refers:
                named = value if column.many else [value]
                said = [
                    titles.of(column.refers, {"slug": each, "code": each}, {("sites",): part})
                    for each in named
                ]
                cells[column.key()] = ", ".join(said) if column.many else said[0]
            else:
                cells[column.key()] = to_cell(column, value, words)
        rows.append(cells)
    every = [*languages, *sorted(others - set(languages))]
    keys: dict[str, Column] = {}
    for column in table.columns:
        if column.kind is Kind.TRANSLATED:
            keys |= {column.key(language): column for language in every}
        elif column.kind is not Kind.CONSTANT:
            keys[column.key()] = column
    return Sheet(table, keys, tuple(rows))


def _parts_at(document: Document, path: Path) -> Iterator[tuple[Mapping[str, Any], Mapping[Path, Any]]]:
    """The parts of a list, each with the parts that it is within by their lists."""
    found: list[tuple[Any, dict[Path, Any]]] = [(document, {})]
    for depth, step in enumerate(path, start=1):
        further: list[tuple[Any, dict[Path, Any]]] = []
        for part, above in found:
            value = part.get(step)
            if isinstance(value, list | tuple):
                up = {**above, path[: depth - 1]: part} if depth > 1 else above
                further += [(each, up) for each in value]
            elif value is not None:
                further.append((value, above))
        found = further
    yield from found


def value_at(part: Mapping[str, Any], column: Column) -> Any:
    """The value of a field; of a list within a part that is there without one, an empty list."""
    value: Any = part
    for step in column.path:
        if not isinstance(value, Mapping):
            return None
        inside = value.get(step)
        if inside is None:
            return () if column.kind is Kind.PARTS and value is not part else None
        value = inside
    return value


class _Titles:
    """How parts of lists that others refer to are called."""

    def __init__(self, document: Document) -> None:
        self._titles: dict[tuple[Path, str, str], str] = {}
        for path, table in tables().items():
            if table.key is None or table.title is None or not path:
                continue
            parts = list(_parts_at(document, path))
            titled = Counter((_site_of(above), _title_of(table, part).casefold()) for part, above in parts)
            for part, above in parts:
                slug, title = str(part[table.key]), _title_of(table, part)
                alone = titled[_site_of(above), title.casefold()] == 1 and "," not in title and title
                self._titles[path, _site_of(above), slug] = title if alone else slug

    def of(self, path: Path, part: Mapping[str, Any], above: Mapping[Path, Any]) -> str:
        """Of a part of a list; of a programme of the site among ``above``."""
        slug = str(part.get("code" if len(path) > 1 else "slug"))
        site = ""
        if len(path) > 1:
            within = above.get(("sites",), {})
            site = str(within.get("slug") or within.get("site") or "")
        return self._titles.get((path, site, slug), slug)


def _site_of(above: Mapping[Path, Any]) -> str:
    return str(above[("sites",)]["slug"]) if ("sites",) in above else ""


def _title_of(table: Table, part: Mapping[str, Any]) -> str:
    text = part.get(table.title or "")
    return str(text.get(BASE_LANGUAGE, "")).strip() if isinstance(text, Mapping) else ""


# --- from rows ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A fault, and where it stands: the list of the sheet, the row, the key of the column."""

    path: Path
    row: int
    key: str
    problem: RowProblem


@dataclass(slots=True)
class ReadRows:
    """A document out of rows. ``rows``: from which row each part of it came."""

    document: Document = field(default_factory=dict)
    rows: dict[Place, tuple[Path, int]] = field(default_factory=dict)
    faults: list[CellProblem] = field(default_factory=list)
    was: dict[tuple[Path, str], str] = field(default_factory=dict)
    """What rows were when they were written, by their list and slug."""

    def locate(self, problem: RowProblem) -> CellProblem | None:
        """The cell that a fault of the document is about; None for one of the whole."""
        place = problem.place
        at = next((place[:n] for n in range(len(place), -1, -1) if place[:n] in self.rows), None)
        if at is None:
            return None
        path, row = self.rows[at]
        return CellProblem(path, row, _key_at(tables()[path], place[len(at) :]), problem)


def _key_at(table: Table, rest: Place) -> str:
    """The column of a field of a row; else the one that people know the row by."""
    steps = [str(each) for each in rest]
    keys = {column.key(): column for column in table.columns}
    for n in range(len(steps), 0, -1):
        found = keys.get(".".join(steps[:n]))
        if found is None or (found.is_key and table.title):
            continue
        if found.kind is Kind.TRANSLATED:
            return found.key(steps[n] if n < len(steps) else BASE_LANGUAGE)
        return found.key()
    if table.title:
        return f"{table.title}.{BASE_LANGUAGE}"
    return next(iter(keys))


def read_rows(sheets: Mapping[Path, Sequence[Row]], words: ChoiceWords) -> ReadRows:
    """The document that the rows of these sheets say; what of them cannot belong to it are faults."""
    read = ReadRows()
    slugs = _Slugs()
    for path, table in tables().items():
        given = sheets.get(path, ())
        taken = Counter[tuple[str, str]]()
        slugs.note_owners(table, given)
        for row in given if path else given[:1]:
            _read_row(read, table, row, words, slugs, taken)
        for row in () if path else given[1:]:
            read.faults.append(_fault(table, row, "", Problem.ONE_ROW, {}))
    read.rows.setdefault((), ((), 1))
    _resolve(read, slugs)
    return read


def _read_row(
    read: ReadRows, table: Table, row: Row, words: ChoiceWords, slugs: _Slugs, taken: Counter[tuple[str, str]]
) -> None:
    above = _place_above(read, table, row, slugs)
    if above is None:
        return
    into: Any = read.document
    for step in above:
        into = into[step]
    part: Document = {}
    for column in table.columns:
        if column.kind is Kind.CONSTANT:
            _put(part, column.path, column.constant)
        elif column.kind is Kind.TRANSLATED:
            start = f"{column.key()}."
            said = {
                key.removeprefix(start): from_cell(column, value, words)
                for key, value in row.cells.items()
                if key.startswith(start) and "." not in key.removeprefix(start) and not is_blank(value)
            }
            if said:
                _put(part, column.path, said)
        elif column.kind is not Kind.PARENT and not is_blank(row.cells.get(column.key())):
            _put(part, column.path, from_cell(column, row.cells[column.key()], words))
    if not table.path:
        into |= part
        read.rows[()] = (table.path, row.number)
        return
    within: Any = into
    for step in table.path[len([each for each in above if isinstance(each, str)]) : -1]:
        within = within.setdefault(step, {})
    parts = within.setdefault(table.path[-1], [])
    place: Place = (*above, *table.path[len([each for each in above if isinstance(each, str)]) :], len(parts))
    parts.append(part)
    read.rows[place] = (table.path, row.number)
    if table.key is not None:
        _name(read, table, part, place, row, slugs, taken)


def _name(
    read: ReadRows,
    table: Table,
    part: Document,
    place: Place,
    row: Row,
    slugs: _Slugs,
    taken: Counter[tuple[str, str]],
) -> None:
    """Its slug, or one made of its title; under both it is found by what refers to it."""
    key = table.key or ""
    site = _slug_of_site(read, place)
    title = _title_of(table, part)
    digest, _, called = str(row.cells.get(WAS) or "").partition(" ")
    first = slugs.title(table.path, site, str(part.get(key, "")))
    differs = first is not None and title and first.casefold() != title.casefold()
    if differs or slugs.is_copy(table, row):
        # Somebody copied a row, whose short name they do not see, and gave it another title.
        del part[key]
        digest = called = ""
    if key not in part and (made := slug_of(title)):
        number = taken[site, made] = taken[site, made] + 1
        part[key] = made if number == 1 else f"{made[: SLUG - 4]}-{number}"
    elif isinstance(part.get(key), str):
        taken[site, part[key]] += 1
    slug = part.get(key)
    if not isinstance(slug, str):
        return
    slugs.add(table.path, site, slug, title, called, place)
    if digest not in {"", _NO_DIGEST}:
        read.was[table.path, slug] = digest


def _slug_of_site(read: ReadRows, place: Place) -> str:
    if place[0] != "sites" or len(place) < 4:
        return ""
    return str(read.document["sites"][place[1]].get("slug", ""))


def _place_above(read: ReadRows, table: Table, row: Row, slugs: _Slugs) -> Place | None:
    """The part that a row is within; None where there is none, which is a fault."""
    place: Place = ()
    for path in table.parents:
        key = f"^{'.'.join(path)}"
        said = row.cells.get(key)
        site = _slug_of_site(read, (*place, "", "")) if place else ""
        found = None if is_blank(said) else slugs.find(path, site, str(said))
        if found is None:
            facts: Mapping[str, str | int] = {}
            if not is_blank(said):
                known = slugs.titles(path, site)
                section = ".".join(path)
                facts = {"value": str(said), "section": section, "hint": hint(str(said), known)}
            problem = Problem.UNKNOWN_REFERENCE if facts else Problem.MISSING
            read.faults.append(_fault(table, row, key, problem, facts))
            return None
        place = found[1]
    return place


def _fault(table: Table, row: Row, key: str, problem: Problem, facts: Mapping[str, str | int]) -> CellProblem:
    key = key or _key_at(table, ())
    where = f"{'.'.join(table.path) or 'region'}, row {row.number}, {key}"
    return CellProblem(table.path, row.number, key, RowProblem(where, problem, facts))


def _put(part: Document, path: Path, value: Any) -> None:
    for step in path[:-1]:
        part = part.setdefault(step, {})
    part[path[-1]] = value


class _Slugs:
    """Slugs by what people may call a part: its title, the slug itself, or its title of before."""

    def __init__(self) -> None:
        self._found: dict[tuple[Path, str, str], tuple[str, Place]] = {}
        self._before: dict[tuple[Path, str, str], tuple[str, Place]] = {}
        self._titles: dict[tuple[Path, str], dict[str, str]] = {}
        self._owners: set[tuple[Cell, ...]] = set()

    def note_owners(self, table: Table, rows: Sequence[Row]) -> None:
        """Of rows with one slug the one that still has its title of before, wherever the others stand."""
        for row in rows:
            if table.key and _is_as_it_was_called(table, row):
                self._owners.add(_slug_cells(table, row))

    def is_copy(self, table: Table, row: Row) -> bool:
        """Whether another row is the one that this, which has another title, has its slug from."""
        return _slug_cells(table, row) in self._owners and not _is_as_it_was_called(table, row)

    def add(self, path: Path, site: str, slug: str, title: str, called: str, place: Place) -> None:
        for name in (slug, _folded(title)):
            if name:
                self._found.setdefault((path, site, name), (slug, place))
        if called:
            self._before.setdefault((path, site, _folded(called)), (slug, place))
        self._titles.setdefault((path, site), {}).setdefault(slug, title or slug)

    def find(self, path: Path, site: str, name: str) -> tuple[str, Place] | None:
        """The slug, and where it stands."""
        of = (path, site)
        for known, key in (
            (self._found, name.strip()),
            (self._found, _folded(name)),
            (self._before, _folded(name)),
        ):
            if (*of, key) in known:
                return known[(*of, key)]
        return None

    def title(self, path: Path, site: str, slug: str) -> str | None:
        return self._titles.get((path, site), {}).get(slug)

    def titles(self, path: Path, site: str) -> Iterable[str]:
        return self._titles.get((path, site), {}).values()


def _slug_cells(table: Table, row: Row) -> tuple[Cell, ...]:
    """Its slug, within what it belongs to."""
    parents = (row.cells.get(f"^{'.'.join(path)}") for path in table.parents)
    return (".".join(table.path), *parents, row.cells.get(table.key or ""))


def _is_as_it_was_called(table: Table, row: Row) -> bool:
    called = str(row.cells.get(WAS) or "").partition(" ")[2]
    title = row.cells.get(f"{table.title}.{BASE_LANGUAGE}")
    return (
        bool(called)
        and not is_blank(row.cells.get(table.key or ""))
        and (_folded(str(title or "")) == _folded(called))
    )


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


def _resolve(read: ReadRows, slugs: _Slugs) -> None:
    """What names another part says its slug from here on."""
    for place, (path, row) in read.rows.items():
        part: Any = read.document
        for step in place:
            part = part[step]
        for column in tables()[path].columns:
            if column.kind is Kind.PARENT or not column.refers or column.path[0] not in part:
                continue
            value = part[column.path[0]]
            site = str(part.get("site", "")) if len(column.refers) > 1 else ""
            named = value if isinstance(value, list) else [value]
            found = [slugs.find(column.refers, site, str(each)) for each in named]
            for each, there in zip(named, found, strict=True):
                if there is None:
                    where = (*place, column.path[0])
                    section = ".".join(column.refers)
                    facts = {"value": str(each), "section": section}
                    facts["hint"] = hint(str(each), slugs.titles(column.refers, site))
                    problem = RowProblem(
                        name_place(where, read.document), Problem.UNKNOWN_REFERENCE, facts, None, where
                    )
                    read.faults.append(CellProblem(path, row, column.key(), problem))
            known = [there[0] for there in found if there is not None]
            part[column.path[0]] = known if isinstance(value, list) else (known or [value])[0]

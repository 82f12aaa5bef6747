"""Table Schema, version 2.0 of the Data Package standard, read and written; version 1 is read too.

Source: datapackage.org/standard/table-schema. Beside the standard's own properties a field has the
custom property `odms`: `title` and `description` in both languages, `meaning`, `unit`, `codeList`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from odms.engine.schema.model import Constraints, Field, ForeignKey, Schema, Value, Words, check
from odms.engine.text.cleaning import has_thai
from odms.errors import Invalid

PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
MEDIA_TYPE = "application/json"
OWN = "odms"

# property of the standard: attribute of the model
_CONSTRAINTS = {
    "required": "required",
    "unique": "unique",
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
    "enum": "enum",
}
_WRITING = {
    "decimalChar": "decimal_char",
    "groupChar": "group_char",
    "bareNumber": "bare_number",
    "delimiter": "delimiter",
    "itemType": "item_type",
    "rdfType": "rdf_type",
    "example": "example",
}
_ANSWERS = {"trueValues": "true_values", "falseValues": "false_values"}
_OWN = {"meaning": "meaning", "unit": "unit", "codeList": "code_list"}
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "required": bool,
    "unique": bool,
    "bareNumber": bool,
    "minLength": int,
    "maxLength": int,
    "pattern": str,
    "decimalChar": str,
    "groupChar": str,
    "delimiter": str,
    "itemType": str,
    "rdfType": str,
    "codeList": str,
    "meaning": str,
    "unit": str,
}
_PLAIN = Field("")


def read(document: Any) -> Schema:
    """A schema from the JSON of Table Schema. Raises Invalid, naming what is wrong and where."""
    told = _mapping(document, "schema")
    known = {"fields", "fieldsMatch", "missingValues", "primaryKey", "uniqueKeys", "foreignKeys"}
    known |= {"title", "description", "$schema", OWN}
    fields = tuple(_read_field(one, i) for i, one in enumerate(_list(told, "fields", None)))
    match = told.get("fieldsMatch", "exact")
    own = _mapping(told.get(OWN, {}), OWN)
    return check(
        Schema(
            fields=fields,
            # version 2.0 was first published with a list of one
            fields_match=match[0] if isinstance(match, list) and match else match,
            missing_values=_values(told.get("missingValues", [""]), "missingValues"),
            primary_key=_names(told.get("primaryKey", []), "primaryKey"),
            unique_keys=tuple(_names(one, "uniqueKeys") for one in _list(told, "uniqueKeys", [])),
            foreign_keys=tuple(_read_key(one) for one in _list(told, "foreignKeys", [])),
            title=_words(told, own, "title"),
            description=_words(told, own, "description"),
            others={name: value for name, value in told.items() if name not in known},
        )
    )


def write(schema: Schema, language: str = "th") -> dict[str, Any]:
    """The JSON of Table Schema 2.0; titles that stand once are in `language`."""
    own = _write_own(schema.title, schema.description)
    found: dict[str, Any] = {
        "$schema": PROFILE,
        "title": schema.title.in_one(language),
        "description": schema.description.in_one(language),
        "fields": [_write_field(one, language) for one in schema.fields],
        "fieldsMatch": None if schema.fields_match == "exact" else schema.fields_match,
        "missingValues": _write_values(schema.missing_values),
        "primaryKey": list(schema.primary_key),
        "uniqueKeys": [list(key) for key in schema.unique_keys],
        "foreignKeys": [_write_key(key) for key in schema.foreign_keys],
        OWN: own,
    }
    if schema.missing_values == (Value(""),):
        del found["missingValues"]
    elif not schema.missing_values:
        return _filled(found) | {"missingValues": []} | dict(schema.others)
    return _filled(found) | dict(schema.others)


# Reading


def _read_field(document: Any, at: int) -> Field:
    told = _mapping(document, f"fields[{at}]")
    name = told.get("name")
    if not isinstance(name, str) or not name:
        raise Invalid("schema.field_nameless", number=at + 1)
    own = _mapping(told.get(OWN, {}), f"{name}.{OWN}")
    missing, categories = told.get("missingValues"), told.get("categories")
    known = {"name", "type", "format", "title", "description", "constraints", "missingValues"}
    known |= {"categories", OWN, *_WRITING, *_ANSWERS}
    place = f"{name}."
    return Field(
        name=name,
        type=_text(told.get("type", "string"), f"{place}type"),
        format=_text(told.get("format", "default"), f"{place}format").removeprefix("fmt:"),
        title=_words(told, own, "title"),
        description=_words(told, own, "description"),
        constraints=_read_constraints(told.get("constraints", {}), name),
        missing_values=None if missing is None else _values(missing, f"{place}missingValues"),
        categories=None if categories is None else _values(categories, f"{place}categories"),
        others={key: value for key, value in told.items() if key not in known},
        **_kept(told, _WRITING, place),
        **_answers(told, place),
        **_kept(own, _OWN, f"{place}{OWN}."),
    )


def _read_constraints(document: Any, name: str) -> Constraints:
    told = _mapping(document, f"{name}.constraints")
    if "jsonSchema" in told:
        raise Invalid("schema.json_schema_unsupported", field=name)
    if unknown := next((key for key in told if key not in _CONSTRAINTS), None):
        raise Invalid("schema.unknown_constraint", field=name, constraint=unknown)
    found = _kept(told, _CONSTRAINTS, f"{name}.constraints.")
    if "enum" in found:
        found["enum"] = tuple(_list(told, "enum", []))
    return Constraints(**found)


def _read_key(document: Any) -> ForeignKey:
    told = _mapping(document, "foreignKeys")
    reference = _mapping(told.get("reference", {}), "foreignKeys.reference")
    resource = reference.get("resource", "")
    return ForeignKey(
        fields=_names(told.get("fields", []), "foreignKeys.fields"),
        resource=_text(resource, "foreignKeys.reference.resource"),
        reference_fields=_names(reference.get("fields", []), "foreignKeys.reference.fields"),
    )


def _words(told: Mapping[str, Any], own: Mapping[str, Any], part: str) -> Words:
    """A text that stands once is Thai if it has a Thai letter; `odms` says more."""
    both = _mapping(own.get(part, {}), f"{OWN}.{part}")
    if both:
        return Words(str(both.get("th", "")), str(both.get("en", "")))
    text = told.get(part) or ""
    text = _text(text, part)
    return Words(th=text) if has_thai(text) else Words(en=text)


def _values(given: Any, place: str) -> tuple[Value, ...]:
    if not isinstance(given, list):
        raise Invalid("schema.wrong_kind", place=place, kind="list")
    found = []
    for one in given:
        if isinstance(one, dict):
            found.append(Value(one.get("value", ""), str(one.get("label") or "")))
        else:
            found.append(Value(one))
    return tuple(found)


def _kept(told: Mapping[str, Any], names: Mapping[str, str], place: str) -> dict[str, Any]:
    """Properties under the names of the model, each of its kind."""
    found = {}
    for name, attribute in names.items():
        if name not in told or told[name] is None:
            continue
        value, kind = told[name], _KINDS.get(name)
        is_truth = isinstance(value, bool)
        if kind is not None and (not isinstance(value, kind) or (is_truth and kind is not bool)):
            raise Invalid("schema.wrong_kind", place=place + name, kind=_KIND_NAMES[kind])
        found[attribute] = value
    return found


_KIND_NAMES: Mapping[Any, str] = {bool: "true/false", int: "integer", str: "text"}


def _answers(told: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The words for yes and no."""
    return {of: _texts(told[key], place + key) for key, of in _ANSWERS.items() if key in told}


def _mapping(given: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise Invalid("schema.wrong_kind", place=place, kind="object")
    return given


def _list(told: Mapping[str, Any], name: str, default: list[Any] | None) -> list[Any]:
    given = told.get(name, default)
    if not isinstance(given, list):
        raise Invalid("schema.wrong_kind", place=name, kind="list")
    return given


def _text(given: Any, place: str) -> str:
    if not isinstance(given, str):
        raise Invalid("schema.wrong_kind", place=place, kind="text")
    return given


def _texts(given: Any, place: str) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise Invalid("schema.wrong_kind", place=place, kind="list")
    return tuple(given)


def _names(given: Any, place: str) -> tuple[str, ...]:
    """One name, as version 1 allows, or several."""
    return (given,) if isinstance(given, str) else _texts(given, place)


# Writing


def _write_field(one: Field, language: str) -> dict[str, Any]:
    own = _write_own(one.title, one.description)
    own |= {name: getattr(one, of) for name, of in _OWN.items() if getattr(one, of)}
    limits = {name: getattr(one.constraints, of) for name, of in _CONSTRAINTS.items()}
    found: dict[str, Any] = {
        "name": one.name,
        "type": one.type,
        "format": None if one.format == "default" else one.format,
        "title": one.title.in_one(language),
        "description": one.description.in_one(language),
        "rdfType": one.rdf_type,
        "example": one.example,
        "constraints": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in limits.items()
            if value is not None and value is not False
        },
    }
    changed = {
        name: getattr(one, of)
        for name, of in _WRITING.items()
        if name not in found and getattr(one, of) != getattr(_PLAIN, of)
    }
    lists: dict[str, Any] = {
        name: list(getattr(one, of)) for name, of in _ANSWERS.items() if getattr(one, of)
    }
    if one.missing_values is not None:
        lists["missingValues"] = _write_values(one.missing_values)
    if one.categories is not None:
        lists["categories"] = _write_values(one.categories)
    return _filled(found) | changed | lists | _filled({OWN: own}) | dict(one.others)


def _write_values(values: Sequence[Value]) -> list[Any]:
    """Plain values, or all of them with their labels where one has a label."""
    if not any(one.label for one in values):
        return [one.value for one in values]
    return [
        {"value": one.value, "label": one.label} if one.label else {"value": one.value}
        for one in values
    ]


def _write_own(title: Words, description: Words) -> dict[str, Any]:
    """The texts that stand in two languages, which the standard cannot say."""
    parts = {"title": title, "description": description}
    return {
        part: {"th": words.th, "en": words.en}
        for part, words in parts.items()
        if not _is_told_once(words)
    }


def _is_told_once(words: Words) -> bool:
    """Whether the one text tells its language by itself."""
    if words.th and words.en:
        return False
    return has_thai(words.th) if words.th else not has_thai(words.en)


def _write_key(key: ForeignKey) -> dict[str, Any]:
    return {
        "fields": list(key.fields),
        "reference": {"resource": key.resource, "fields": list(key.reference_fields)},
    }


def _filled(found: Mapping[str, Any]) -> dict[str, Any]:
    """Without what says nothing."""
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}

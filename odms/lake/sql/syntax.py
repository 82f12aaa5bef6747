"""What a question in SQL may be made of: one SELECT, of parts that are named here.

The engine's own parser makes the tree of a question. Each node of it must be of a kind that stands
in these tables, each of its fields in the row of that kind, and each function in `sql.yaml`; what
is not named is refused, whatever it is. So a construct of a later engine is refused until it has
been looked at.
"""

import json
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache
from typing import Any

import duckdb

from odms.definitions import document
from odms.errors import Invalid

MAX_LETTERS = 100_000

# A table as a question names it: its schema, where it names one, and itself.
TableName = tuple[str, ...]


class Part(Enum):
    """What a field of a node holds: nodes of a sort, or something that is read in its own way."""

    EXPRESSION = auto()
    RELATION = auto()
    QUERY = auto()
    STATEMENT = auto()
    MODIFIER = auto()
    ARGUMENT = auto()
    CHECK = auto()
    ORDER = auto()
    REPLACED = auto()
    PIVOT = auto()
    ENTRY = auto()
    DEFINED = auto()  # a query that another query defines before itself
    TABLE_CALL = auto()  # a function in the place of a table
    DEFINITIONS = auto()
    FUNCTION = auto()  # its name
    TABLE = auto()  # its name
    PLAIN = auto()  # names, numbers and switches
    NOTHING = auto()  # whatever it is, it is not allowed


_Shape = dict[str, Part]

_OF_ALL = dict.fromkeys(
    ("class", "type", "alias", "query_location", "query_location_length"), Part.PLAIN
)
_NAME = dict.fromkeys(("qualified_name", "catalog", "schema"), Part.PLAIN)
_CALL = _NAME | {
    "function_name": Part.FUNCTION,
    "arguments": Part.ARGUMENT,
    "distinct": Part.PLAIN,
    "export_state": Part.NOTHING,
}
_OF_RELATION = {"sample": Part.PLAIN, "column_name_alias": Part.PLAIN}
_OF_QUERY = {"modifiers": Part.MODIFIER, "cte_map": Part.DEFINITIONS}

_EXPRESSIONS: dict[str, _Shape] = {
    "BETWEEN": {"input": Part.EXPRESSION, "lower": Part.EXPRESSION, "upper": Part.EXPRESSION},
    "CASE": {"case_checks": Part.CHECK, "else_expr": Part.EXPRESSION},
    "CAST": {"child": Part.EXPRESSION, "type_expr": Part.EXPRESSION, "try_cast": Part.PLAIN},
    "COLLATE": {"child": Part.EXPRESSION, "collation": Part.PLAIN},
    "COLUMN_REF": {"column_names": Part.PLAIN},
    "COMPARISON": {"left": Part.EXPRESSION, "right": Part.EXPRESSION},
    "CONJUNCTION": {"children": Part.EXPRESSION},
    "CONSTANT": {"literal": Part.PLAIN},
    "FUNCTION": _CALL
    | {"filter": Part.EXPRESSION, "order_bys": Part.MODIFIER, "is_operator": Part.PLAIN},
    "LAMBDA": {"lhs": Part.EXPRESSION, "expr": Part.EXPRESSION, "syntax_type": Part.PLAIN},
    "OPERATOR": {"children": Part.EXPRESSION},
    "POSITIONAL_REFERENCE": {"index": Part.PLAIN},
    "STAR": {
        "relation_name": Part.PLAIN,
        "exclude_list": Part.PLAIN,
        "qualified_exclude_list": Part.PLAIN,
        "rename_list": Part.PLAIN,
        "replace_list": Part.REPLACED,
        "columns": Part.PLAIN,
        "expr": Part.EXPRESSION,
    },
    "SUBQUERY": {
        "subquery_type": Part.PLAIN,
        "comparison_type": Part.PLAIN,
        "subquery": Part.STATEMENT,
        "child": Part.EXPRESSION,
    },
    "TYPE": _NAME | {"type_name": Part.PLAIN, "children": Part.EXPRESSION},
    "WINDOW": _CALL
    | {
        "partitions": Part.EXPRESSION,
        "orders": Part.ORDER,
        "arg_orders": Part.ORDER,
        "start": Part.PLAIN,
        "end": Part.PLAIN,
        "start_expr": Part.EXPRESSION,
        "end_expr": Part.EXPRESSION,
        "offset_expr": Part.EXPRESSION,
        "default_expr": Part.EXPRESSION,
        "filter_expr": Part.EXPRESSION,
        "ignore_nulls": Part.PLAIN,
        "has_ignore_nulls": Part.PLAIN,
        "exclude_clause": Part.PLAIN,
    },
}

_RELATIONS: dict[str, _Shape] = {
    "BASE_TABLE": {
        "qualified_name": Part.TABLE,
        "catalog_name": Part.PLAIN,
        "schema_name": Part.PLAIN,
        "table_name": Part.PLAIN,
        "at_clause": Part.NOTHING,
    },
    "EMPTY": {},
    "EXPRESSION_LIST": {
        "expected_names": Part.PLAIN,
        "expected_types": Part.NOTHING,
        "values": Part.EXPRESSION,
    },
    "JOIN": {
        "left": Part.RELATION,
        "right": Part.RELATION,
        "condition": Part.EXPRESSION,
        "join_type": Part.PLAIN,
        "ref_type": Part.PLAIN,
        "using_columns": Part.PLAIN,
        "is_implicit": Part.PLAIN,
        "delim_flipped": Part.PLAIN,
        "duplicate_eliminated_columns": Part.NOTHING,
        "ranking_expression": Part.EXPRESSION,
        "nearest_count": Part.PLAIN,
        "nearest_order_type": Part.PLAIN,
        "nearest_approx": Part.PLAIN,
    },
    "PIVOT": {
        "source": Part.RELATION,
        "aggregates": Part.EXPRESSION,
        "unpivot_names": Part.PLAIN,
        "pivots": Part.PIVOT,
        "groups": Part.PLAIN,
        "include_nulls": Part.PLAIN,
    },
    "SUBQUERY": {"subquery": Part.STATEMENT},
    "TABLE_FUNCTION": {"function": Part.TABLE_CALL, "with_ordinality": Part.PLAIN},
}

_QUERIES: dict[str, _Shape] = {
    "SELECT_NODE": {
        "select_list": Part.EXPRESSION,
        "from_table": Part.RELATION,
        "where_clause": Part.EXPRESSION,
        "group_expressions": Part.EXPRESSION,
        "group_sets": Part.PLAIN,
        "aggregate_handling": Part.PLAIN,
        "having": Part.EXPRESSION,
        "sample": Part.PLAIN,
        "qualify": Part.EXPRESSION,
    },
    "SET_OPERATION_NODE": {
        "setop_type": Part.PLAIN,
        "setop_all": Part.PLAIN,
        "left": Part.QUERY,
        "right": Part.QUERY,
        "children": Part.QUERY,
    },
    "RECURSIVE_CTE_NODE": {
        "cte_name": Part.PLAIN,
        "union_all": Part.PLAIN,
        "left": Part.QUERY,
        "right": Part.QUERY,
        "aliases": Part.PLAIN,
        "key_targets": Part.EXPRESSION,
        "payload_aggregates": Part.EXPRESSION,
    },
}

_MODIFIERS: dict[str, _Shape] = {
    "DISTINCT_MODIFIER": {"distinct_on_targets": Part.EXPRESSION},
    "LIMIT_MODIFIER": {
        "limit": Part.EXPRESSION,
        "offset": Part.EXPRESSION,
        "limit_type": Part.PLAIN,
    },
    "ORDER_MODIFIER": {"orders": Part.ORDER},
}

# sorts of nodes that have kinds, with what is common to all of a sort
_KINDS: dict[Part, dict[str, _Shape]] = {
    Part.EXPRESSION: {kind: _OF_ALL | shape for kind, shape in _EXPRESSIONS.items()},
    Part.TABLE_CALL: {"FUNCTION": _OF_ALL | _EXPRESSIONS["FUNCTION"]},
    Part.RELATION: {kind: _OF_ALL | _OF_RELATION | shape for kind, shape in _RELATIONS.items()},
    Part.QUERY: {kind: _OF_ALL | _OF_QUERY | shape for kind, shape in _QUERIES.items()},
    Part.MODIFIER: {kind: _OF_ALL | shape for kind, shape in _MODIFIERS.items()},
}

# sorts of nodes that are all alike
_SHAPES: dict[Part, _Shape] = {
    Part.STATEMENT: {"node": Part.QUERY, "named_param_map": Part.NOTHING},
    Part.ARGUMENT: {"name": Part.PLAIN, "expression": Part.EXPRESSION},
    Part.CHECK: {"when_expr": Part.EXPRESSION, "then_expr": Part.EXPRESSION},
    Part.ORDER: {"type": Part.PLAIN, "null_order": Part.PLAIN, "expression": Part.EXPRESSION},
    Part.REPLACED: {"key": Part.PLAIN, "value": Part.EXPRESSION},
    Part.PIVOT: {
        "pivot_expressions": Part.EXPRESSION,
        "unpivot_names": Part.PLAIN,
        "entries": Part.ENTRY,
        "pivot_enum": Part.NOTHING,
    },
    Part.ENTRY: {"values": Part.PLAIN, "star_expr": Part.EXPRESSION, "alias": Part.PLAIN},
    Part.DEFINED: {
        "aliases": Part.PLAIN,
        "materialized": Part.PLAIN,
        "key_targets": Part.EXPRESSION,
        "payload_aggregates": Part.EXPRESSION,
        "query_node": Part.QUERY,
    },
}


def tables_of(db: duckdb.DuckDBPyConnection, sql: str) -> list[TableName]:
    """The tables that a question asks, as it writes them, each once.

    Raises Invalid unless it is one SELECT of what is allowed. `db` parses it and runs nothing.
    """
    if len(sql) > MAX_LETTERS:
        raise Invalid("lake.sql_too_long", n=len(sql), most=MAX_LETTERS)
    try:
        return list(dict.fromkeys(_nodes(_tree(db, sql), Part.STATEMENT, frozenset())))
    except RecursionError:
        raise Invalid("lake.sql_too_deep") from None


def _tree(db: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    """The tree of the one statement that `sql` is."""
    found = db.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchone()
    told = json.loads(found[0]) if found else {}
    if told["error"] and told["error_type"] == "not implemented":
        raise Invalid("lake.sql_not_select")
    if told["error"]:
        raise Invalid("lake.sql_wrong", why=told["error_message"].partition("\n")[0])
    if not told["statements"]:
        raise Invalid("lake.sql_nothing")
    if len(told["statements"]) != 1:
        raise Invalid("lake.sql_not_one", n=len(told["statements"]))
    tree: dict[str, Any] = told["statements"][0]
    return tree


def _nodes(value: Any, sort: Part, scope: frozenset[str]) -> Iterator[TableName]:
    """The tables in a field of a node, which holds a node, lists of them, or nothing."""
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one, sort, scope)
    elif value is not None:
        yield from _node(value, sort, scope)


def _node(node: dict[str, Any], sort: Part, scope: frozenset[str]) -> Iterator[TableName]:
    """The tables in a node, in the `scope` of the names that queries around it define."""
    shape = _shape(node, sort)
    if sort is Part.QUERY:
        yield from _defined(node, scope)
        scope |= {_folded(one["key"]) for one in node["cte_map"]["map"]}
    for field, value in node.items():
        match shape.get(field, Part.NOTHING):
            case Part.PLAIN | Part.DEFINITIONS:
                pass
            case Part.FUNCTION:
                _check_function(node, sort)
            case Part.TABLE:
                yield from _table(value["path"], scope)
            case Part.NOTHING:
                if value:
                    raise _not_allowed(field)
            case inner:
                yield from _nodes(value, inner, _inside(node, field, scope))


def _shape(node: dict[str, Any], sort: Part) -> _Shape:
    if sort in _SHAPES:
        return _SHAPES[sort]
    kind = str(node.get("class") or node["type"])
    if kind not in _KINDS[sort]:
        raise _not_allowed(kind)
    return _KINDS[sort][kind]


def _defined(node: dict[str, Any], scope: frozenset[str]) -> Iterator[TableName]:
    """The tables in the queries that a query defines before itself; each sees those before it."""
    for one in node["cte_map"]["map"]:
        yield from _nodes(one["value"], Part.DEFINED, scope)
        scope |= {_folded(one["key"])}


def _inside(node: dict[str, Any], field: str, scope: frozenset[str]) -> frozenset[str]:
    """The scope within a field: the second half of a recursive query sees the query's own name."""
    if field == "right" and "cte_name" in node:
        return scope | {_folded(node["cte_name"])}
    return scope


def _table(path: list[str], scope: frozenset[str]) -> Iterator[TableName]:
    if len(path) > 1 or _folded(path[0]) not in scope:
        yield tuple(path)


def _check_function(node: dict[str, Any], sort: Part) -> None:
    names = _table_functions() if sort is Part.TABLE_CALL else _functions()
    path = node["qualified_name"]["path"]
    if len(path) != 1 or path[0].lower() not in names:
        raise Invalid("lake.sql_function", name=".".join(path))


def _folded(name: str) -> str:
    """A name as the engine compares it: without regard to Latin capitals, and to those alone."""
    return name.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def _not_allowed(what: str) -> Invalid:
    return Invalid("lake.sql_not_allowed", what=what.removesuffix("_NODE").removesuffix("_REF"))


@cache
def _functions() -> frozenset[str]:
    groups = document("sql.yaml")["functions"].values()
    return frozenset(name.lower() for group in groups for name in group)


@cache
def _table_functions() -> frozenset[str]:
    return frozenset(document("sql.yaml")["table_functions"])

"""Reads the source for the places that speak in codes (findings, explanations): which codes, which parameters."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import assay

PACKAGE = Path(assay.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

_MAKER = re.compile(r"^(Node|FormulaError|_Refused|error|warn|report)$|finding$", re.IGNORECASE)
_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_MAPPING_AT = {"Finding": 2, "Node": 1}
_BY_KEYWORD = {"FormulaError": {"column"}, "error": set[str](), "report": set[str](), "warn": set[str]()}
_PLACE = {"row", "column", "severity"}


@dataclass(frozen=True)
class SpokenCode:
    """One call with a code.

    Attributes:
        made_by: Name of what is called.
        parameters: Names given for the sentence; None where the source does not spell them out.
    """

    code: str
    made_by: str
    parameters: frozenset[str] | None


def spoken_codes(sources: list[str]) -> list[SpokenCode]:
    """Every call with a code.

    A code is text shaped like ``room.what`` that is given to something like ``Finding`` or ``Node``; text of that
    shape given to anything else is a code when its room is one of those.
    """
    calls = [call for source in sources for call in _calls_with_a_code(source)]
    rooms = {_room(call.code) for call in calls if _MAKER.search(call.made_by)}
    return [call for call in calls if _room(call.code) in rooms]


def called_name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _room(code: str) -> str:
    return code.partition(".")[0]


def _calls_with_a_code(source: str) -> Iterator[SpokenCode]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            for text in _texts(node):
                if isinstance(text, str) and _CODE.fullmatch(text):
                    yield SpokenCode(text, called_name(node), _parameters(node))


def _texts(call: ast.Call) -> Iterator[object]:
    """Constants among the arguments; of a call that makes findings only the first and ``code``."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    if _MAKER.search(called_name(call)):
        arguments = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "code")]
    return (argument.value for argument in arguments if isinstance(argument, ast.Constant))


def _parameters(call: ast.Call) -> frozenset[str] | None:
    name = called_name(call)
    if name in _MAPPING_AT:
        start = _MAPPING_AT[name]
        named = [keyword.value for keyword in call.keywords if keyword.arg == "params"]
        return _keys_of([*call.args[start : start + 1], *named])
    names = {keyword.arg for keyword in call.keywords}
    if name not in _BY_KEYWORD or None in names:
        return None
    return frozenset(map(str, names - _PLACE)) | _BY_KEYWORD[name]


def _keys_of(mappings: list[ast.expr]) -> frozenset[str] | None:
    names: set[str] = set()
    for mapping in mappings:
        if not isinstance(mapping, ast.Dict):
            return None
        for key in mapping.keys:
            if not isinstance(key, ast.Constant):
                return None
            names.add(str(key.value))
    return frozenset(names)

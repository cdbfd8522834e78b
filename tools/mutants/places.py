"""Where each mutated function is held, so that a fork can put its mutant there."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable
from types import FunctionType
from typing import Any

from mutmut.utils.format_utils import mangled_name_from_mutant_name

ROOMS = ("assay.core.settlement.", "assay.core.acceptance.")


class Places:
    """Where each mutated function is held.

    mutmut puts a trampoline before each function that asks with every call which mutant is meant. Once it is known which
    tests reach what, the originals take the trampolines' places, and a fork puts its mutant into those of one function.
    """

    def __init__(self) -> None:
        self.mutants: dict[str, dict[str, Any]] = {}
        self.holders: dict[str, list[tuple[Any, str]]] = defaultdict(list)
        functions: dict[int, str] = {}
        modules = [module for name, module in sys.modules.items() if name.startswith(("assay", "tests"))]
        for module in modules:
            for key, table in list(vars(module).items()):
                if key.startswith("mutants_x"):
                    mangled = key.removeprefix("mutants_").removesuffix("__mutmut")
                    self.mutants[f"{module.__name__}.{mangled}"] = table
                    if mangled.startswith("xǁ"):
                        _, owner, method = mangled.split("ǁ")
                        self._hold(f"{module.__name__}.{mangled}", vars(module)[owner], method)
                    else:
                        trampoline = vars(module)[mangled.removeprefix("x_")]
                        functions[id(trampoline)] = f"{module.__name__}.{mangled}"
        self.kept = [  # so that no other object gets the identity of a trampoline
            (functions[id(value)], module, key, value)
            for module in modules
            for key, value in vars(module).items()
            if id(value) in functions
        ]
        for function, module, key, _ in self.kept:
            self._hold(function, module, key)

    def _hold(self, function: str, holder: Any, key: str) -> None:  # noqa: ANN401  # a module or a class
        if isinstance(vars(holder)[key], FunctionType):
            self.holders[function].append((holder, key))
            setattr(holder, key, self.mutants[function]["_mutmut_orig"])

    def put(self, name: str) -> None:
        """Put one mutant into the places of its function."""
        function = mangled_name_from_mutant_name(name)
        for holder, key in self.holders[function]:
            setattr(holder, key, self.mutants[function][name.rpartition(".")[2]])


def forget() -> None:
    """Empty what the mutated rooms remember between calls, so that a mutant is really run."""
    for name, module in list(sys.modules.items()):
        if name.startswith(ROOMS):
            for value in vars(module).values():
                clear: Callable[[], None] | None = getattr(value, "cache_clear", None)
                if clear is not None:
                    clear()

"""The small expression language of contracts: ``<= 1.2 x benchmark_cpc``, ``20% of fee.month``.

A text is cut into tokens (:mod:`~assay.core.formula.tokens`), read into a tree (:mod:`~assay.core.formula.parser`,
:mod:`~assay.core.formula.tree`), computed exactly (:mod:`~assay.core.formula.evaluate`, units in
:mod:`~assay.core.formula.units`) and written back (:mod:`~assay.core.formula.writing`). There are no calls and no
loops, and the limits on length and nesting bound the work. The grammar is in ``docs/language/formula.md``.
"""

from assay.core.formula.errors import FormulaError
from assay.core.formula.evaluate import Value, evaluate
from assay.core.formula.parser import parse
from assay.core.formula.tree import Comparison, Expression, Relation, names
from assay.core.formula.writing import format, substitute  # noqa: A004  # read as formula.format

__all__ = [
    "Comparison",
    "Expression",
    "FormulaError",
    "Relation",
    "Value",
    "evaluate",
    "format",
    "names",
    "parse",
    "substitute",
]

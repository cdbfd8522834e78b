"""Any table, by a mapping: a small file says which header is which column, and what each row yields.

``model`` is the mapping itself, ``mapping`` reads its file, ``checks`` and ``document`` hold the file to what can be said;
``values`` turns cells into values, ``running`` follows a balance from row to row, ``rows`` turns values into records;
``reading`` does so with a table whole or part by part, ``table`` with one that is held, ``pieces`` with one that is not, and
``source`` ties them into the :class:`~assay.ports.Source` of one mapping.
"""

from assay.sources.mapped.mapping import load_mapping, ready_mapping, ready_names
from assay.sources.mapped.model import Mapping, MappingError
from assay.sources.mapped.source import MappedTable
from assay.sources.mapped.table import read_table

__all__ = [
    "MappedTable",
    "Mapping",
    "MappingError",
    "load_mapping",
    "read_table",
    "ready_mapping",
    "ready_names",
]

"""Any table, by a mapping: a small file says which header is which column, and what each row yields.

``mapping`` reads and checks the mapping file, ``running`` follows a balance from row to row, ``values`` turns cells into values, ``rows`` turns values into records, and
``source`` ties them into the :class:`~assay.ports.Source` of one mapping.
"""

from assay.sources.mapped.entries import MappingError
from assay.sources.mapped.mapping import load_mapping, ready_mapping, ready_names
from assay.sources.mapped.source import MappedTable

__all__ = ["MappedTable", "MappingError", "load_mapping", "ready_mapping", "ready_names"]

"""Lists of people laid out anyhow: a service provider's lead list, an enquiry log, a CRM export.

``words`` knows what columns are called, ``kinds`` what is no list at all, ``grids`` finds the table in the file, ``detect``
decides which column is what, ``contacts`` turns cells into identities and ``people`` rows into people, and ``read`` ties
them into the list that is compared.
"""

from assay.sources.lists.detect import Chosen, Said, Unused
from assay.sources.lists.read import ListOptions, ReadList, read_list
from assay.sources.lists.words import FIELDS

__all__ = ["FIELDS", "Chosen", "ListOptions", "ReadList", "Said", "Unused", "read_list"]

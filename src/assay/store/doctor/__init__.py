"""Looking a workspace over: every file read, every key tried, every problem told, nothing changed.

A workspace that cannot be opened is looked over all the same. Who it is (:mod:`assay.store.doctor.identity`), what its
log says as far as it can be read (:mod:`assay.store.doctor.chain`), what of that is there
(:mod:`assay.store.doctor.files`), what is there besides (:mod:`assay.store.doctor.strays`), and whether each key opens
what it should (:mod:`assay.store.doctor.seals`) are asked one after another; a problem of one keeps none of the others
from being asked.
"""

from assay.store.doctor.examining import Examination, examine

__all__ = ["Examination", "examine"]

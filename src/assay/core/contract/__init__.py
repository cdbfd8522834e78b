"""The contract language ``assay/v1``.

``document``
    YAML text → tree of strings with lines
``reader``, ``load*``, ``validate``
    tree → typed records, all findings at once
``model``, ``judged``, ``remedy``
    the records: the contract itself, what is judged, what moves money
``amendment``
    a patch with base, effective day and reason; past periods keep their text
``public_key``, ``signature_file``, ``signatures``
    who signed a contract or an amendment, and what that is worth; the arithmetic is done outside
"""

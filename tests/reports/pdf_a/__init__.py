"""What ISO 19005-2 (PDF/A-2, level B) forbids and asks for, looked up in a file: no word of the writer is believed.

``rules`` holds the list of demands. They are numbered as in veraPDF's profile of level B, every test of which is answered:
looked up, or the kind of object that it reads is refused altogether. Clauses without a test number are looked at beyond it.

    syntax, content, file   what is read: pieces of text, operations, objects
    structure               6.1   header, trailer, objects, limits
    graphics                6.2   content streams, colours, pictures, transparency
    fonts                   6.2.11
    interaction             6.3 to 6.5, 6.8 to 6.11   notes, forms, actions, files inside, optional content
    metadata, schemas       6.6
    tagging                 6.7   of level A: structure, roles, language, and what a screen reader needs
"""

from __future__ import annotations

from tests.reports.pdf_a import fonts, graphics, interaction, metadata, schemas, structure, tagging
from tests.reports.pdf_a.file import File
from tests.reports.pdf_a.rules import PROFILE_IDS, RULES

__all__ = ["PROFILE_IDS", "RULES", "violations"]

PARTS = (structure, graphics, fonts, interaction, metadata, schemas, tagging)


def violations(data: bytes) -> dict[str, list[str]]:
    """The demands that a file breaks, by id, each with the places; nothing for a file that keeps them all."""
    file = File(data)
    if structure.encrypted(file):
        return {structure.ENCRYPTED: ["trailer"]}  # the rest cannot be read
    found: dict[str, list[str]] = {}
    for rule in RULES.values():
        places = list(dict.fromkeys(rule.places(file)))
        for one in rule.ids if places else ():
            found[one] = places
    return found

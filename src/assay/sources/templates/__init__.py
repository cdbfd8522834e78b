"""Filled templates of the ready mappings: workbooks that a person overwrites with her own rows. All people are invented."""

from __future__ import annotations

from importlib import resources

LANGUAGES = ("zh", "en")


class UnknownTemplateError(KeyError):
    """There is no template of that name in that language."""

    def __init__(self, name: str, lang: str) -> None:
        super().__init__(f"{name}.{lang}")


def template_names() -> tuple[str, ...]:
    """The mappings that have templates."""
    files = (file.name for file in resources.files(__name__).iterdir())
    return tuple(sorted({name.split(".")[0] for name in files if name.endswith(".xlsx")}))


def template_bytes(name: str, lang: str) -> bytes:
    """A template as an xlsx file.

    Args:
        name: A ready mapping, such as ``enquiry_log``.
        lang: ``zh`` or ``en``: the language of its headers and words.

    Raises:
        UnknownTemplateError: There is none.
    """
    if name not in template_names() or lang not in LANGUAGES:
        raise UnknownTemplateError(name, lang)
    return (resources.files(__name__) / f"{name}.{lang}.xlsx").read_bytes()

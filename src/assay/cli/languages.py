"""Languages of a command's output: inside a group as the group says, and of a text also both beside each other."""

from __future__ import annotations

import click

from assay.i18n import languages

_BOTH = "both"


def _lang_of_group() -> str:
    parent = click.get_current_context().parent
    return str(parent.params.get("lang", languages()[0])) if parent else languages()[0]


lang_in_group = click.option(
    "--lang", type=click.Choice(languages()), default=_lang_of_group, help="语言 / language"
)

_TEXT = "语言；both 逐款中英对照 / language; both: each paragraph in Chinese and English"
text_lang_option = click.option(
    "--lang",
    type=click.Choice([*languages(), _BOTH]),
    default="zh",
    envvar="ASSAY_LANG",
    show_default=True,
    help=_TEXT,
)
text_lang_in_group = click.option(
    "--lang", type=click.Choice([*languages(), _BOTH]), default=_lang_of_group, help=_TEXT
)


def langs_of(lang: str) -> tuple[str, ...]:
    """The languages of a text, the leading one first; what is said about it is said in that one."""
    return languages() if lang == _BOTH else (lang,)

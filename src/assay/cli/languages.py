"""The languages of a text: one, or both beside each other."""

from __future__ import annotations

import click

from assay.i18n import languages

_BOTH = "both"


_TEXT = "语言；both 逐款中英对照 / language; both: each paragraph in Chinese and English"
text_lang_option = click.option(
    "--lang",
    type=click.Choice([*languages(), _BOTH]),
    default="zh",
    envvar="ASSAY_LANG",
    show_default=True,
    help=_TEXT,
)


def langs_of(lang: str) -> tuple[str, ...]:
    """The languages of a text, the leading one first; what is said about it is said in that one."""
    return languages() if lang == _BOTH else (lang,)

"""What is wrong with a command line, said in both languages as the help is, since none was chosen yet."""

from __future__ import annotations

import click
from click.exceptions import NoArgsIsHelpError, NoSuchCommand

from assay.i18n import languages, translate


def in_words(error: click.UsageError) -> click.UsageError:
    """The same error with a message in every language; a group called without a command shows its help unchanged."""
    if isinstance(error, NoArgsIsHelpError):
        return error
    code, params = _said(error)
    said = " / ".join(translate(lang, code, params) for lang in languages())
    return click.UsageError(said, error.ctx)


def _said(error: click.UsageError) -> tuple[str, dict[str, str]]:
    match error:
        case click.MissingParameter():
            return "usage.missing", {"name": _name_of(error)}
        case click.BadParameter():
            return "usage.bad_value", {"name": _name_of(error), "problem": error.message.rstrip(".")}
        case click.NoSuchOption():
            return "usage.no_such_option", {"found": error.option_name}
        case NoSuchCommand():
            return "usage.no_such_command", {"found": error.command_name}
        case _:
            return "usage.other", {"problem": error.message.rstrip(".")}


def _name_of(error: click.BadParameter) -> str:
    hint = error.param_hint
    if hint is None and error.param is not None and error.ctx is not None:
        hint = error.param.get_error_hint(error.ctx)
    name = hint if isinstance(hint, str) else " / ".join(hint or ())
    return name.replace("'", "")

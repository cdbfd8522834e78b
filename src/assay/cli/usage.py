"""What is wrong with a command line, said in both languages as the help is, since none was chosen yet."""

from __future__ import annotations

import click
from click.exceptions import NoArgsIsHelpError, NoSuchCommand

from assay.core.findings import shown
from assay.i18n import languages, translate


class WrongValueError(click.BadParameter):
    """A value that one of our own options refuses, with the sentence that says what is expected."""

    def __init__(
        self, code: str, found: str, ctx: click.Context | None, param: click.Parameter | None, **more: str
    ) -> None:
        self.code, self.params = code, {"found": shown(found), **more}
        super().__init__(" / ".join(self.problem(lang) for lang in languages()), ctx, param)

    def problem(self, lang: str) -> str:
        """The sentence in one language."""
        return translate(lang, self.code, self.params)


def in_words(error: click.UsageError) -> click.UsageError:
    """The same error with a message in every language; a group called without a command shows its help unchanged."""
    if isinstance(error, NoArgsIsHelpError):
        return error
    said = " / ".join(translate(lang, *_said(error, lang)) for lang in languages())
    return click.UsageError(said, error.ctx)


def _said(error: click.UsageError, lang: str) -> tuple[str, dict[str, str]]:
    match error:
        case click.MissingParameter():
            return "usage.missing", {"name": _name_of(error)}
        case click.BadParameter():
            ours = error.problem(lang) if isinstance(error, WrongValueError) else ""
            problem = ours or error.message.rstrip(".")
            return "usage.bad_value", {"name": _name_of(error), "problem": problem}
        case click.NoSuchOption() if error.ctx is not None and error.ctx.parent is None:
            return "usage.option_before_command", {"found": error.option_name}
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

"""The page of commands names every command, argument, option and word that the commands know, and no other."""

import re

import click
import pytest

from assay.cli import cli
from tests.docs.reading import page, section

PAGE = page("cli.md")
COMMANDS = cli.list_commands(click.Context(cli))
EVERYWHERE = {"--lang", "--help", "-h"}


def command_of(name: str) -> click.Command:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return command


def test_the_page_has_every_command_and_no_other() -> None:
    assert re.findall(r"^## (.+)$", PAGE, re.MULTILINE) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_shown_with_its_options(name: str) -> None:
    known = {
        option for parameter in command_of(name).params for option in parameter.opts if option.startswith("-")
    }
    named = re.findall(r"^\| (`-.*?`) \|", section(PAGE, name), re.MULTILINE)
    shown = {option for cell in named for option in re.findall(r"`(-[-\w]+)`", cell)}
    assert shown == known - EVERYWHERE


@pytest.mark.parametrize("name", COMMANDS)
def test_the_choices_of_an_option_are_shown(name: str) -> None:
    text = section(PAGE, name)
    for parameter in command_of(name).params:
        if isinstance(parameter.type, click.Choice) and "--lang" not in parameter.opts:
            assert [choice for choice in parameter.type.choices if f"`{choice}`" not in text] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_bilingual(name: str) -> None:
    help_text = command_of(name).get_help(click.Context(command_of(name)))
    assert re.search(r"[\u4e00-\u9fff]", help_text)
    assert re.search(r"[a-z]{3} [a-z]{3}", help_text)

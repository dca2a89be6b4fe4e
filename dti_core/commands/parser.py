"""The arguments of every command, in the reader's language: help, headings and complaints."""

import argparse
import datetime as dt
import re
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from dti_core.commands.answer import WRONG
from dti_core.datasets import NAMES
from dti_core.i18n import LANGUAGES, Translator, texts
from dti_core.intake.aims import KINDS, SCALES, STATUSES

FORMATS = ("xlsx", "csv", "parquet")
PROGRAM = "python -m dti_core"


class _Format(argparse.RawDescriptionHelpFormatter):
    """argparse's own layout with its one English word translated."""

    def __init__(self, t: Translator, prog: str) -> None:
        super().__init__(prog, max_help_position=34, width=100)
        self._t = t

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, self._t("cli.usage") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that speaks the language of `t`."""

    def __init__(self, t: Translator, *, prog: str = PROGRAM, **options: Any) -> None:
        super().__init__(
            prog=prog, add_help=False, allow_abbrev=False, formatter_class=partial(_Format, t), **options
        )  # fmt: skip
        self.t = t
        self._positionals.title, self._optionals.title = t("cli.positionals"), t("cli.options")

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG, self.t("cli.wrong_usage", message=said(message, self.t), prog=self.prog) + "\n")


def said(message: str, t: Translator) -> str:
    """argparse's complaint in the reader's language: texts `argparse.*`, patterns with {name} for what varies.

    >>> said("the following arguments are required: --round", Translator("vi"))
    'thiếu tham số: --round'
    """
    for key, english in texts("en").items():
        if key.startswith("argparse."):
            parts = re.split(r"\{(\w+)\}", english)
            pattern = "".join(f"(?P<{part}>.+)" if n % 2 else re.escape(part) for n, part in enumerate(parts))
            if found := re.fullmatch(pattern, message, re.S):
                return t(key, **found.groupdict())
    return message


def common(t: Translator) -> Parser:
    """What may stand anywhere: language, --json, the database."""
    parser = Parser(t)
    shared = parser.add_argument_group(t("cli.common"))
    shared.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help=t("cli.help.lang"))
    shared.add_argument("--json", action="store_true", help=t("cli.help.json"))
    shared.add_argument("--database", type=Path, metavar=t("cli.metavar.file"), help=t("cli.help.database"))
    return parser


def language(arguments: Sequence[str]) -> str:
    """The language asked for, before there is a parser that could complain in it.

    >>> language(["rank", "--lang", "en"]), language(["--lang=en"]), language(["--lang", "fr"])
    ('en', 'en', 'vi')
    """
    asked = re.search(r"(?:^|\0)--lang[\0=](\w+)(?:\0|$)", "\0".join(arguments))
    return asked[1] if asked and asked[1] in LANGUAGES else LANGUAGES[0]


def parse(arguments: Sequence[str], t: Translator) -> argparse.Namespace:
    """The command and its options; SystemExit 2 with a complaint on stderr, 0 after help."""
    shared, rest = common(t).parse_known_args(list(arguments))
    found = _commands(t).parse_args(rest)
    for name, value in vars(shared).items():
        setattr(found, name, value)
    return found


def _commands(t: Translator) -> Parser:
    parser = Parser(t, parents=[common(t)], description=t("cli.about"), epilog=t("cli.epilog"))
    _help(parser, t)

    class Speaking(Parser):
        def __init__(self, **options: Any) -> None:
            super().__init__(t, **options)

    commands: argparse._SubParsersAction[Any] = parser.add_subparsers(
        dest="command", required=True, title=t("cli.commands"), metavar=t("cli.metavar.command"), parser_class=Speaking
    )
    for name, fill in COMMANDS.items():
        added = commands.add_parser(
            name, prog=f"{PROGRAM} {name}", help=t(f"cli.command.{name}"), description=t(f"cli.about_{name}"),
            parents=[common(t)],
        )  # fmt: skip
        _help(added, t)
        fill(added, t)
    return parser


def _help(parser: Parser, t: Translator) -> None:
    parser.add_argument("-h", "--help", action="help", help=t("cli.help.help"))


def _whose(parser: Parser, t: Translator) -> None:
    parser.add_argument("--round", required=True, metavar=t("cli.metavar.round"), help=t("cli.help.round"))
    parser.add_argument("--entity", required=True, metavar=t("cli.metavar.entity"), help=t("cli.help.entity"))


def _others(parser: Parser, t: Translator) -> None:
    parser.add_argument("--peers", default="frozen", metavar=t("cli.metavar.peers"), help=t("cli.help.peers"))


def _rank(parser: Parser, t: Translator) -> None:
    parser.add_argument("--round", required=True, metavar=t("cli.metavar.round"), help=t("cli.help.round"))
    parser.add_argument("--code", metavar=t("cli.metavar.code"), help=t("cli.help.code"))
    parser.add_argument("--within", metavar=t("cli.metavar.within"), help=t("cli.help.within"))
    parser.add_argument("--entity", metavar=t("cli.metavar.entity"), help=t("cli.help.only"))


def _simulate(parser: Parser, t: Translator) -> None:
    _whose(parser, t)
    parser.add_argument(
        "--gain", action="append", default=[], metavar=t("cli.metavar.gain"), help=t("cli.help.gain")
    )  # fmt: skip
    _others(parser, t)


def _plan(parser: Parser, t: Translator) -> None:
    _whose(parser, t)
    parser.add_argument("--rank", type=int, required=True, metavar="N", help=t("cli.help.rank"))
    _others(parser, t)
    parser.add_argument("--confidence", type=_share, metavar="P", help=t("cli.help.confidence"))
    parser.add_argument("--lock", action="append", default=[], metavar=t("cli.metavar.code"), help=t("cli.help.lock"))
    parser.add_argument("--cap", action="append", default=[], metavar=t("cli.metavar.gain"), help=t("cli.help.cap"))


def _share(text: str) -> float:
    return float(text.replace(",", "."))


def _export(parser: Parser, t: Translator) -> None:
    parser.add_argument("folder", type=Path, metavar=t("cli.metavar.folder"), help=t("cli.help.folder"))
    parser.add_argument("--round", action="append", metavar=t("cli.metavar.round"), help=t("cli.help.rounds"))
    parser.add_argument("--table", action="append", choices=NAMES, metavar=t("cli.metavar.table"),
                        help=t("cli.help.table", known=", ".join(NAMES)))  # fmt: skip
    parser.add_argument("--format", action="append", choices=FORMATS, help=t("cli.help.format"))
    parser.add_argument("--no-bom", action="store_true", help=t("cli.help.no_bom"))
    _force(parser, t)


def _force(parser: Parser, t: Translator) -> None:
    parser.add_argument("--force", action="store_true", help=t("cli.help.force"))


def _who(parser: Parser, t: Translator) -> None:
    parser.add_argument("--who", required=True, metavar=t("cli.metavar.who"), help=t("cli.help.who"))


def _backup(parser: Parser, t: Translator) -> None:
    parser.add_argument("file", type=Path, metavar=t("cli.metavar.file"), help=t("cli.help.backup_file"))
    _who(parser, t)
    _force(parser, t)


def _restore(parser: Parser, t: Translator) -> None:
    parser.add_argument("file", type=Path, metavar=t("cli.metavar.file"), help=t("cli.help.restore_file"))
    _who(parser, t)
    parser.add_argument("--yes", action="store_true", help=t("cli.help.yes_restore"))


def _import(parser: Parser, t: Translator) -> None:
    parser.add_argument("file", type=Path, metavar=t("cli.metavar.file"), help=t("cli.help.import_file"))
    parser.add_argument("--yes", action="store_true", help=t("cli.help.yes_import"))
    parser.add_argument("--who", metavar=t("cli.metavar.who"), help=t("cli.help.who"))
    parser.add_argument("--note", default="", metavar=t("cli.metavar.text"), help=t("cli.help.note"))
    parser.add_argument("--sheet", action="append", default=[], metavar=t("cli.metavar.sheet"),
                        help=t("cli.help.sheet"))  # fmt: skip
    parser.add_argument("--column", action="append", default=[], metavar=t("cli.metavar.column"),
                        help=t("cli.help.column"))  # fmt: skip
    parser.add_argument("--template", action="store_true", help=t("cli.help.template"))
    _force(parser, t)
    aim = parser.add_argument_group(t("cli.aim"), t("cli.about_aim"))
    aim.add_argument("--kind", choices=KINDS, help=t("cli.help.kind"))
    for name in ("framework", "round", "entity"):
        aim.add_argument(f"--{name}", metavar=t(f"cli.metavar.{name}"), help=t(f"cli.help.aim_{name}"))
    aim.add_argument("--quarter", metavar="2026-Q3", help=t("cli.help.quarter"))
    aim.add_argument("--status", choices=STATUSES, help=t("cli.help.status"))
    aim.add_argument("--scale", choices=SCALES, help=t("cli.help.scale"))
    aim.add_argument("--new-entities", action="store_true", help=t("cli.help.new_entities"))
    new = parser.add_argument_group(t("cli.new"))
    for name in ("index", "name", "name-en", "scope", "scope-en", "level", "parent"):
        shown = name.replace("-", "_")
        new.add_argument(f"--{name}", metavar=t("cli.metavar.text"), help=t(f"cli.help.new_{shown}"))
    new.add_argument("--year", type=int, metavar="N", help=t("cli.help.new_year"))
    new.add_argument("--entity-count", type=int, metavar="N", help=t("cli.help.new_entity_count"))
    new.add_argument("--published-on", type=dt.date.fromisoformat, metavar="2026-11-29",
                     help=t("cli.help.new_published_on"))  # fmt: skip
    new.add_argument("--published-as", choices=("value", "points"), help=t("cli.help.new_published_as"))
    new.add_argument("--decimals", type=int, metavar="N", help=t("cli.help.new_decimals"))
    new.add_argument("--rounding", choices=("half_up", "half_even", "floor"), help=t("cli.help.new_rounding"))


def _deck(parser: Parser, t: Translator) -> None:
    parser.add_argument("file", type=Path, metavar=t("cli.metavar.file"), help=t("cli.help.deck_file"))
    parser.add_argument("--round", metavar=t("cli.metavar.round"), help=t("cli.help.round"))
    parser.add_argument("--entity", metavar=t("cli.metavar.entity"), help=t("cli.help.entity"))
    parser.add_argument("--meeting", metavar=t("cli.metavar.code"), help=t("cli.help.meeting"))
    parser.add_argument("--title", metavar=t("cli.metavar.text"), help=t("cli.help.title"))
    parser.add_argument("--day", metavar="2026-11-29", help=t("cli.help.day"))
    parser.add_argument("--rank", type=int, metavar="N", help=t("cli.help.rank"))
    parser.add_argument("--peers", metavar=t("cli.metavar.peers"), help=t("cli.help.peers"))
    parser.add_argument("--template", type=Path, metavar=t("cli.metavar.file"), help=t("cli.help.deck_template"))
    _force(parser, t)


def _check(parser: Parser, t: Translator) -> None:
    pass


COMMANDS = {
    "rank": _rank, "simulate": _simulate, "plan": _plan, "import": _import, "export": _export, "deck": _deck,
    "backup": _backup, "restore": _restore, "check": _check,
}  # fmt: skip

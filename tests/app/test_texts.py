"""Every error that the code can raise has a sentence, and the sentence uses the values it is given."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

from typer.main import get_command

from app import cli
from app.settings import Settings
from app.texts import ERRORS

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "bot", "services", "nlp", "models", "indicators", "reports", "storage", "domain")


def raised() -> Iterator[tuple[str, set[str], str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("InputError", "ConfigurationError"):
                    assert node.args and isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}"
                    keywords = {keyword.arg for keyword in node.keywords if keyword.arg}
                    yield str(node.args[0].value), keywords, f"{path.relative_to(ROOT)}:{node.lineno}"


def test_every_error_has_its_sentence() -> None:
    calls = list(raised())
    assert len(calls) > 40
    for code, values, place in calls:
        assert code in ERRORS, f"{place}: no sentence for {code} in app/texts.py"
        wanted = {name for _, name, _, _ in string.Formatter().parse(ERRORS[code]) if name}
        assert wanted <= values, f"{place}: the sentence of {code} needs {wanted - values}"


def test_no_sentence_is_left_over() -> None:
    used = {code for code, _, _ in raised()} | {"database_unreachable"}
    assert set(ERRORS) == used


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"`REZAYAT_{name.upper()}`" in page


def test_top_level_folders_are_the_layers() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == {*PACKAGES, "tests"}


def test_every_command_is_found_in_the_module_it_is_listed_under() -> None:
    for command, module in cli.COMMANDS.items():
        one = get_command(cli.build([command]))
        assert command in one.list_commands(None), f"{command} is not registered by app.commands.{module}"  # type: ignore[attr-defined]
    assert set(get_command(cli.build(["--help"])).list_commands(None)) == set(cli.COMMANDS)  # type: ignore[attr-defined]

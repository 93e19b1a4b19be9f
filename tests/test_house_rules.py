"""Rules that no linter knows. Each says what to do instead."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "klinik"
CODE = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
WRITES = {"create", "bulk_create", "update", "bulk_update", "delete", "save", "get_or_create"}


def named(paths: list[Path]) -> list[object]:
    """Parametrise by file, so that a failure names the file."""
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, methods too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", named(CODE))
def test_a_file_is_not_a_book(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= 600, "split it by idea into a package of the same name"


@pytest.mark.parametrize("path", named(CODE))
def test_a_function_fits_a_screen(path: Path) -> None:
    long = [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno >= 50]

    assert long == [], "take the steps out into functions with names"


@pytest.mark.parametrize(
    "path", named([path for path in CODE if path.name in {"commands.py", "queries.py", "rules.py"}])
)
def test_public_functions_say_what_they_do(path: Path) -> None:
    silent = [
        f.name for f in functions(path) if not f.name.startswith("_") and not ast.get_docstring(f)
    ]

    assert silent == [], "one sentence of docstring, with units and the errors it raises"


@pytest.mark.parametrize(
    "path", named([path for path in CODE if path.name in {"views.py", "api.py", "forms.py"}])
)
def test_pages_do_not_write(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    written = [
        ast.unparse(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and ".objects" in ast.unparse(node.func)
    ]

    assert written == [], "call a function in commands.py instead"


@pytest.mark.parametrize("path", named([path for path in CODE if path.name == "rules.py"]))
def test_rules_are_pure(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]

    assert [m for m in modules if m.startswith("django.db") or m.endswith("commands")] == [], (
        "rules take numbers and give numbers; ask the database in queries.py"
    )


@pytest.mark.parametrize("path", named(CODE))
def test_apps_do_not_signal_each_other(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert "django.dispatch" not in text, "call the other app's command instead of a signal"
    assert "db.models.signals" not in text, "call the other app's command instead of a signal"


@pytest.mark.parametrize("path", named(TEMPLATES))
def test_templates_carry_no_style_and_no_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    inline = re.findall(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", text)

    assert inline == [], "the content security policy drops it: use app.css, app.js or SVG"


@pytest.mark.parametrize("path", named(TEMPLATES))
def test_templates_ask_the_world_for_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    loads = re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?:https?:)?//", text)

    assert loads == [], "commit the asset with its licence instead"


def test_a_page_has_its_panel_or_none() -> None:
    panels = {path for path in TEMPLATES if path.name.startswith("_")}
    missing = [
        str(path.relative_to(ROOT))
        for path in TEMPLATES
        for name in re.findall(r'hx-target="#', path.read_text(encoding="utf-8"))[:1]
        if not path.name.startswith("_") and path.with_name("_" + path.name) not in panels
    ]

    assert missing == [], "an htmx form lives in the panel `_x.html` of its page `x.html`"


@pytest.mark.parametrize("path", named(CODE))
def test_money_is_never_a_float(path: Path) -> None:
    if "finance" not in path.parts:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    floats = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == "float"]
    literals = [
        n.lineno
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, float)
    ]

    assert floats + literals == [], "money is whole rupiah in int; divide with share_out"


def test_only_the_ledger_touches_its_rows() -> None:
    outside = [path for path in CODE if "ledger" not in path.parts and "web" not in path.parts]
    touching = [
        str(path.relative_to(ROOT))
        for path in outside
        if re.search(r"\b(Entry|Line|AccountMonth)\.objects", path.read_text(encoding="utf-8"))
    ]

    assert touching == [], "ask a query of the ledger; write through post()"


def test_tenants_are_set_for_a_transaction_only() -> None:
    loose = [
        str(path.relative_to(ROOT))
        for path in SOURCE.rglob("*.py")
        if re.search(r"SET\s+(SESSION\s+)?klinik\.", path.read_text(encoding="utf-8"))
        or re.search(r"set_config\([^)]*false\)", path.read_text(encoding="utf-8"))
    ]

    assert loose == [], "use core.database.set_local: a plain SET leaks behind a pooler"


def test_nothing_unfinished_is_called_done() -> None:
    words = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX:", "coming " + "soon"]))
    unfinished = [
        str(path.relative_to(ROOT))
        for path in [*CODE, *TEMPLATES]
        if words.search(path.read_text(encoding="utf-8"))
    ]

    assert unfinished == [], "finish it, or leave it out and say so in an issue"

"""Rules that no linter knows. Each says what to do instead."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "klinik"
CODE = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
WRITES = {"create", "bulk_create", "update", "bulk_update", "delete", "get_or_create"}
# Inside an app, from the top down; a package of one of these names is that layer as well.
ORDER = [
    {"urls"},
    {"views", "api", "tasks", "management"},
    {"forms"},
    {"commands"},
    {"queries"},
    {"models"},
    {"rules"},
]
PAGES = {"klinik.core.http", "klinik.core.forms", "django.http", "django.forms", "django.shortcuts"}


def each_of(paths: list[Path]) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """One test that holds a rule against every file, and names each that breaks it."""

    def held_against(rule: Callable[[Path], None]) -> Callable[[], None]:
        def test() -> None:
            found = {str(path.relative_to(ROOT)): broken(path) for path in paths}
            assert {path: said for path, said in found.items() if said} == {}

        def broken(path: Path) -> str:
            try:
                rule(path)
            except AssertionError as broken_rule:
                return str(broken_rule)
            return ""

        test.__doc__ = rule.__doc__
        return test

    return held_against


@cache
def parsed(path: Path) -> ast.Module:
    """The file as a tree, read once for all rules."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, methods too."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def layer_of(words: Iterable[str]) -> int | None:
    """How deep a module stands in its app, by the words of its path; None for other files."""
    words = list(words)
    if "management" in words:  # Django's folder for the command line is named `commands` too
        return 1
    depths = [depth for word in words for depth, names in enumerate(ORDER) if word in names]
    return depths[-1] if depths else None


def words_of(path: Path) -> list[str]:
    """`clinic/cases/views/steps.py` as its words."""
    return [*path.relative_to(SOURCE).parts[:-1], path.stem]


def standing_in(*names: str) -> list[Path]:
    """The files of these layers, wherever their app keeps them."""
    wanted = {depth for depth, layer in enumerate(ORDER) if layer & set(names)}
    return [path for path in CODE if layer_of(words_of(path)) in wanted]


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports from, and for `from package import module` that one too."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def app_of(words: list[str]) -> list[str]:
    """The app that a module belongs to: `clinic/cases`, `directory`."""
    return words[:2] if words[0] in {"clinic", "finance"} else words[:1]


@each_of(CODE)
def test_a_file_is_not_a_book(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= 600, "split it by idea into a package of the same name"


@each_of(CODE)
def test_a_function_fits_a_screen(path: Path) -> None:
    long = [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno >= 50]

    assert long == [], "take the steps out into functions with names"


@each_of(standing_in("commands", "queries", "rules"))
def test_public_functions_say_what_they_do(path: Path) -> None:
    silent = [
        f.name for f in functions(path) if not f.name.startswith("_") and not ast.get_docstring(f)
    ]

    assert silent == [], "one sentence of docstring, with units and the errors it raises"


@each_of(standing_in("views", "api", "tasks", "forms"))
def test_pages_do_not_write(path: Path) -> None:
    tree = parsed(path)
    written = [
        ast.unparse(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (
            (node.func.attr in WRITES and ".objects" in ast.unparse(node.func))
            or node.func.attr == "save"
        )
    ]

    assert written == [], "call a function in commands.py instead"


@each_of(standing_in("rules"))
def test_rules_are_pure(path: Path) -> None:
    impure = [
        module
        for module in imported(path)
        if module.startswith("django.db") or module.split(".")[-1] in {"commands", "queries"}
    ]

    assert impure == [], "rules take numbers and give numbers; ask the database in queries.py"


@each_of(standing_in("commands", "queries", "models", "rules"))
def test_what_changes_or_asks_knows_no_pages(path: Path) -> None:
    pages = [module for module in imported(path) if module in PAGES]

    assert pages == [], "requests and forms end in the view: hand over plain values"


@each_of(CODE)
def test_inside_an_app_a_file_imports_what_stands_below_it(path: Path) -> None:
    words = words_of(path)
    own = layer_of(words)
    upward = []
    for module in imported(path):
        there = module.split(".")[1:] if module.startswith("klinik.") else []
        depth = layer_of(there)
        if own is None or depth is None or not there[:1] or app_of(there) != app_of(words):
            continue
        if depth < own:
            upward.append(module)

    assert upward == [], "from the top down: " + " > ".join("|".join(sorted(x)) for x in ORDER)


@each_of(CODE)
def test_apps_do_not_signal_each_other(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert "django.dispatch" not in text, "call the other app's command instead of a signal"
    assert "db.models.signals" not in text, "call the other app's command instead of a signal"


@each_of(TEMPLATES)
def test_templates_carry_no_style_and_no_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    handler = r"\son(?!e=)[a-z]+="  # not `with one=poll`
    inline = re.findall(rf"<style|<script(?![^>]*\bsrc=)|\sstyle=|{handler}|javascript:", text)

    assert inline == [], "the content security policy drops it: use app.css, app.js or SVG"


@each_of(TEMPLATES)
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


@each_of(CODE)
def test_money_is_never_a_float(path: Path) -> None:
    if "finance" not in path.parts:
        return
    tree = parsed(path)
    floats = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == "float"]
    literals = [
        n.lineno
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, float)
    ]

    assert floats + literals == [], "money is whole rupiah in int; divide with share_out"


ROWS_OF_THE_LEDGER = r"\b(Account|AccountMonth|Book|Entry|Line|Memo|Unit)\.objects"


def test_only_the_ledger_touches_its_rows() -> None:
    outside = [path for path in CODE if "ledger" not in path.parts and "web" not in path.parts]
    touching = [
        str(path.relative_to(ROOT))
        for path in outside
        if re.search(ROWS_OF_THE_LEDGER, path.read_text(encoding="utf-8"))
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


MIGRATIONS = sorted(SOURCE.rglob("migrations/0*.py"))
# Of a table that no wall surrounds.
KEYS_MADE_ANEW = {"tenancy/migrations/0003_invitation.py"}


@each_of([path for path in MIGRATIONS if str(path.relative_to(SOURCE)) not in KEYS_MADE_ANEW])
def test_no_migration_makes_a_foreign_key_anew(path: Path) -> None:
    """The rows would be checked behind their wall, and a house that has some is not brought up."""
    anew = [
        operation.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
        for line in node.body
        if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == "operations"
        for operation in getattr(line.value, "elts", [])
        if isinstance(operation, ast.Call)
        and ast.unparse(operation.func) == "migrations.AlterField"
        and re.search(r"models\.(ForeignKey|OneToOneField)\(", ast.unparse(operation))
    ]

    assert anew == [], "change the column by RunSQL, inside of SeparateDatabaseAndState"

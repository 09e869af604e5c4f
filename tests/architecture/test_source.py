"""What import contracts cannot show: house rules that are read from the source (design, section 3 and 6)."""

import ast
import re
from statistics import median

import pytest

from tests.architecture.tree import APPS, OUTSIDE, PRODUCT, ROOT, name_of, sources, tracked

ALL = sources(*PRODUCT, *OUTSIDE)
OURS = sources(*PRODUCT)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

LONGEST_FILE, LONGEST_FUNCTION, MIDDLING_FUNCTION = 300, 40, 9
JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}

# Only doors read the clock; everything behind them is told what time it is.
DOORS = {
    "tasks",
    "cabinet",
    "buyer",
    "floor",
    "api",
    "admin",
    "subscribers",
    "management",
    "hooks",
    "backoffice",
}
CLOCK_READERS = {"kernel/deadlines/subscribers.py"}
NETWORK = {"httpx", "httpx2", "requests", "urllib.request", "http.client", "aiohttp", "smtplib",
           "telegram", "socket", "websockets", "httpcore", "httpcore2", "ssl"}  # fmt: skip
# The one HTTP client of all partners, and the clients of those who carry messages to people.
NETWORKERS = {
    "kernel/remote/wire.py",
    "kernel/remote/addresses.py",
    "notifications/clients/mail.py",
    "notifications/clients/sms.py",
    "notifications/clients/telegram.py",
    "notifications/clients/telegram_errors.py",
}

# `everything` is for services that write, and workers who serve all shops. Who reads across shops is named.
READS_ACROSS_SHOPS = {
    "kernel/scope.py": "defines it",
    "sellers/selectors/tokens.py": "a token is found before its shop is known",
}
# Rows under a lease, not machines: their states are moved by whoever holds the lease.
MOVED_UNDER_A_LEASE = {"kernel/work.py", "orders/services/imports", "orders/services/replay",
                       "orders/management/commands/replay.py"}  # fmt: skip


def functions(files):
    for source in files:
        for node in source.nodes(*FUNCTIONS):
            yield source, node


def calls(files):
    for source in files:
        for node in source.nodes(ast.Call):
            yield source, node


def test_every_module_says_what_it_is_for():
    assert [str(s.path) for s in ALL if not ast.get_docstring(s.tree)] == []


def test_everything_public_says_what_holds_afterwards():
    mute = [
        f"{source.at(node)} {node.name}"
        for source in OURS
        for node in source.tree.body
        if isinstance(node, (*FUNCTIONS, ast.ClassDef))
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert mute == []


def test_files_are_short():
    lengths = {str(s.path): len(s.text.splitlines()) for s in ALL}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def lines_of(function):
    """Count what it does, not what it says of itself."""
    told = ast.get_docstring(function, clean=False)
    said = told.count("\n") + 1 if told else 0
    return function.end_lineno - function.lineno + 1 - said


def test_functions_are_short():
    lengths = {f"{source.at(node)} {node.name}": lines_of(node) for source, node in functions(ALL)}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}
    assert median(lengths.values()) < MIDDLING_FUNCTION


def test_no_drawer_for_everything():
    names = {part.removesuffix(".py") for source in ALL for part in source.path.parts}
    assert names & JUNK_DRAWERS == set()


def test_functions_are_typed():
    bare = [
        f"{source.at(node)} {node.name}"
        for source, node in functions(OURS)
        if node.returns is None
        or any(
            argument.annotation is None and argument.arg not in ("self", "cls", "mcs")
            for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        )
    ]
    assert bare == []


def test_only_doors_read_the_clock():
    reads = [
        source.at(node)
        for source, node in calls(sources(*APPS))
        if name_of(node.func) in {"timezone.now", "now"}
        and source.room not in DOORS
        and str(source.path) not in CLOCK_READERS
    ]
    assert reads == []


def test_nobody_reads_a_naive_clock():
    naive = {"datetime.now", "datetime.utcnow", "datetime.datetime.now", "date.today",
             "datetime.today", "datetime.utcfromtimestamp", "datetime.date.today"}  # fmt: skip
    reads = [
        source.at(node)
        for source, node in calls(ALL)
        if name_of(node.func) in naive and not node.args and not node.keywords
    ]
    assert reads == []


def test_the_network_is_reached_by_those_named_here_only():
    """C1 to C9: everything outward goes through `kernel.remote`; an adapter words and reads, no more."""
    found = set()
    for source in OURS:
        for node in source.nodes(ast.Import, ast.ImportFrom):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [a.name for a in node.names]
            )
            reaching = any(n == net or n.startswith(f"{net}.") for n in names for net in NETWORK)
            if reaching:
                found.add(str(source.path))
    assert found == NETWORKERS


def test_no_task_is_put_off_in_the_broker():
    """Due times are rows (Q5)."""
    put_off = [
        source.at(node)
        for source, node in calls(OURS)
        if name_of(node.func).split(".")[-1]
        in {"apply_async", "send_task", "retry", "signature", "s", "si"}
        and {keyword.arg for keyword in node.keywords} & {"eta", "countdown"}
    ]
    assert put_off == []


def test_no_signal_carries_behaviour():
    """After a migrate reference rows are seen to; nothing else listens."""
    heard = []
    for source in sources(*PRODUCT):
        for node in source.nodes(ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if (node.module or "").endswith("signals") and names != {"post_migrate"}:
                heard.append(source.at(node))
            if node.module == "django.dispatch":
                heard.append(source.at(node))
            if "post_migrate" in names and source.path.name != "apps.py":
                heard.append(source.at(node))
    assert heard == []


def test_reading_across_shops_is_for_those_named_here():
    across = {
        str(source.path)
        for source in OURS
        for node in source.nodes(ast.Attribute)
        if node.attr == "everything" and source.room not in {"services", "management"}
    }
    assert across <= set(READS_ACROSS_SHOPS)


def test_no_state_is_written_past_its_machine():
    """D-01: no ``update(state=...)`` but of what is no machine."""
    written = [
        source.at(node)
        for source, node in calls(OURS)
        if isinstance(node.func, ast.Attribute)
        and node.func.attr == "update"
        and any(keyword.arg == "state" for keyword in node.keywords)
        and not any(str(source.path).startswith(place) for place in MOVED_UNDER_A_LEASE)
    ]
    assert written == []


def test_transitions_are_called_from_services_only():
    from django.apps import apps

    from kernel.statemachine import StateMachine

    moves = {
        (re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower(), move.name)
        for model in apps.get_models()
        if issubclass(model, StateMachine)
        for move in model().get_all_state_transitions()
    }
    assert moves
    called = [
        source.at(node)
        for source, node in calls(OURS)
        if isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in moves
        and source.room != "services"
    ]
    assert called == []


def test_nothing_is_left_for_later():
    # Put together here, so that this file is not its own first finding.
    words = "|".join(["TO" + "DO", "FIX" + "ME", "raise NotImplemented" + "Error"])
    left = [
        f"{source.path}:{number}"
        for source in (*ALL, *sources("tests"))
        for number, line in enumerate(source.text.splitlines(), 1)
        if re.search(rf"\b({words})\b", line)
    ]
    assert left == []


def test_nothing_names_a_place_of_one_machine():
    places = re.compile(
        "|".join(["/wo" + "rk/", "/tmp/o" + "g", "/ro" + "ot/", "/home/" + r"\w+/"])
    )
    named = []
    for path in tracked():
        if path.suffix in {".py", ".md", ".toml", ".html", ".txt", ".in", ".yml", ".yaml", ".cfg"}:
            file = ROOT / path
            if file.exists() and places.search(file.read_text(errors="replace")):
                named.append(str(path))
    assert named == []


@pytest.mark.parametrize("app", APPS)
def test_nothing_of_ours_hides_a_module_of_pythons(app):
    hidden = {"platform", "queue", "calendar", "types", "logging", "email", "code"}
    assert app not in hidden

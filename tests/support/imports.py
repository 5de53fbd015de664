"""What modules import and call, read from their source: inside functions and for annotations too."""

import ast
from importlib.util import find_spec
from pathlib import Path

NO_COMPUTING = frozenset({"__import__", "breakpoint", "compile", "eval", "exec", "input", "open", "print"})
"""Built-in functions that reach out of the program, or hide what a module imports."""


def sources(package):
    """The source of each module of a package, by its path in it."""
    (folder,) = find_spec(package).submodule_search_locations
    found = {str(path.relative_to(folder)): path.read_text("utf-8") for path in Path(folder).rglob("*.py")}
    assert found
    return found


def imported(source):
    """The modules that a source imports from."""
    return _modules(ast.walk(ast.parse(source)))


def imported_late(source):
    """Those that it imports not at its start but in a function."""
    functions = (
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return _modules(node for function in functions for node in ast.walk(function))


def _modules(nodes):
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            is_bare = module == "lezerprint"  # `from lezerprint import port` imports a package
            found |= {f"{module}.{alias.name}" for alias in node.names} if is_bare else {module}
    return found


def imported_within(package):
    """Which modules of a package each of its modules imports, by full names."""
    found = {}
    names = {path: f"{package}.{path.removesuffix('.py').replace('/', '.')}" for path in sources(package)}
    for path, source in sources(package).items():
        found[names[path]] = members_imported(source) & set(names.values())
    return found


def members_imported(source):
    """What a source imports, and what it imports from that: `a.b` and `a.b.c` for `from a.b import c`."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    members = {f"{node.module}.{alias.name}" for node in nodes for alias in node.names}
    return imported(source) | members


def foreign(modules, allowed):
    """Those of these modules that are neither among the allowed ones nor inside one."""
    inside = tuple(f"{one}." for one in allowed)
    return {module for module in modules if module not in allowed and not module.startswith(inside)}


def names_used(source):
    """The names that a source reads."""
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}

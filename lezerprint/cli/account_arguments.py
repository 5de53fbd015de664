"""The arguments of `lezerprint user`. Nothing heavy is imported here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse

_ROLES: Final = ("ADMIN", "OPERATOR", "VIEWER")


def add_account_arguments(command: argparse.ArgumentParser) -> None:
    """Add an action each; USER is an email or a username."""
    actions = command.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)

    def add(name: str, summary: str, *, user: bool = True) -> argparse.ArgumentParser:
        action = actions.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        if user:
            action.add_argument("user", metavar="USER", help="the email or the username")
        action.add_argument("--data-dir", type=Path, metavar="FOLDER", help="data directory")
        action.add_argument("--config", type=Path, metavar="FILE", help="TOML file with settings")
        return action

    add("list", "list all accounts", user=False)
    create = add("create", "create an account", user=False)
    create.add_argument("email", metavar="EMAIL")
    create.add_argument("username", metavar="USERNAME")
    create.add_argument(
        "--role", type=str.upper, choices=_ROLES, help="default: ADMIN for the first account, else VIEWER"
    )
    _add_password(create)
    _add_password(add("password", "reset an account's password and end its sessions"))
    role = add("role", "change an account's role")
    role.add_argument("role", type=str.upper, choices=_ROLES, metavar="ROLE", help=", ".join(_ROLES))
    add("activate", "activate an account")
    add("deactivate", "deactivate an account and end its sessions")
    delete = add("delete", "delete an account; its files and jobs get another owner")
    delete.add_argument("--transfer-to", metavar="USER", help="the new owner (default: an administrator)")
    add("sessions", "list the sessions of an account")
    revoke = add("revoke", "end one session of an account, or all of them")
    revoke.add_argument("session", nargs="?", metavar="SESSION", help="its id (default: all)")


def _add_password(action: argparse.ArgumentParser) -> None:
    # Never as an argument: those are for all to see while the program runs, and stay in the shell's history.
    how = action.add_mutually_exclusive_group()
    how.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    how.add_argument("--generate", action="store_true", help="generate a password and print it")

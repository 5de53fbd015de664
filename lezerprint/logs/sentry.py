"""Errors reported to Sentry, where the user has an account there and has installed its package."""

from __future__ import annotations

import logging
from importlib import import_module, metadata
from typing import Any

from lezerprint.logs.redaction import redacted_data

_logger = logging.getLogger(__name__)


def start_sentry(dsn: str, env: str) -> bool:
    """Report what is logged as an error, without secrets or personal data; whether it can be.

    Args:
        dsn: The project's address.
        env: What the reports are filed under.
    """
    try:
        sentry = import_module("sentry_sdk")
    except ImportError:
        _logger.warning(
            "SENTRY_DSN is set, but nothing is reported: the package is not installed "
            "(python -m pip install 'lezerprint[sentry]')"
        )
        return False
    try:
        sentry.init(
            dsn=dsn,
            environment=env,
            release=f"lezerprint@{metadata.version('lezerprint')}",
            send_default_pii=False,
            include_local_variables=False,
            before_send=_without_secrets,
            before_breadcrumb=_without_secrets,
        )
    except Exception as error:  # noqa: BLE001 - whatever a foreign package has, the server goes on
        _logger.warning("SENTRY_DSN is set, but nothing is reported: %s", error)
        return False
    return True


def _without_secrets(event: dict[str, Any], _hint: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = redacted_data(event)
    return data

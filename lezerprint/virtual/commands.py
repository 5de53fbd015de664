"""The table of all commands the firmware knows: from code to handler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.virtual import (
    commands_card,
    commands_factors,
    commands_heat,
    commands_host,
    commands_motion,
    commands_settings,
    commands_tools,
    commands_user,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.virtual.handler import Handler

HANDLERS: Mapping[str, Handler] = {
    **commands_motion.HANDLERS,
    **commands_factors.HANDLERS,
    **commands_heat.HANDLERS,
    **commands_host.HANDLERS,
    **commands_settings.HANDLERS,
    **commands_tools.HANDLERS,
    **commands_card.HANDLERS,
    **commands_user.HANDLERS,
}

"""The mesh of the bed: as the firmware knows it now, and as it told it last."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lezerprint.control.bed_mesh import KeptMesh, KeptMeshes, figures_of
from web.models.bed_mesh import BedMesh, MeshFigures
from web.sending import send

if TYPE_CHECKING:
    from web.call import Call

_logger = logging.getLogger(__name__)


async def bed_mesh(call: Call) -> BedMesh:
    """The bed as the firmware knows it; kept, unless it has no mesh."""
    from lezerprint.control.answers import mesh_of  # noqa: PLC0415 - as in `sending`

    lines = await send(call.printer, [b"M420 V"])
    mesh = KeptMesh(time.time(), mesh_of(lines), lines)
    if mesh.heights:
        try:
            await asyncio.to_thread(_kept(call).keep, call.printer.name, mesh)
        except OSError as error:
            _logger.warning("the mesh of %s is not kept: %s", call.printer.name, error)
    return _told(mesh)


async def last_bed_mesh(call: Call) -> BedMesh:
    """The last one that the firmware told, which need not be asked for it in mid-print."""
    mesh = await asyncio.to_thread(_kept(call).last, call.printer.name)
    return BedMesh(heights=[], figures=None, timestamp=None, lines=[]) if mesh is None else _told(mesh)


def _kept(call: Call) -> KeptMeshes:
    return KeptMeshes(call.services.settings.data_dir / "meshes")


def _told(mesh: KeptMesh) -> BedMesh:
    found = figures_of(mesh.heights)
    return BedMesh(
        heights=mesh.heights,
        figures=None if found is None else MeshFigures.model_validate(found),
        timestamp=datetime.fromtimestamp(mesh.time, UTC),
        lines=mesh.lines,
    )

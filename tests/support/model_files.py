"""Models of known measures, and the files that hold them."""

from __future__ import annotations

import struct
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lezerprint.mesh.errors import MeshError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

CUBE_VERTICES = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)], np.float64)
CUBE_FACES = np.array(
    [
        *([0, 2, 1], [1, 2, 3], [4, 5, 6], [5, 7, 6], [0, 1, 4], [1, 5, 4]),
        *([2, 6, 3], [3, 6, 7], [0, 4, 2], [2, 4, 6], [1, 3, 5], [3, 7, 5]),
    ]
)
CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
PRODUCTION = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06"
MODEL_NAME = "3D/3dmodel.model"
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Target="/{MODEL_NAME}" Id="rel0" '
    'Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>'
)


def cube(edge_mm: float = 1.0, at: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> NDArray[np.float64]:
    """float64[12, 3, 3], one corner at the given place."""
    return (CUBE_VERTICES * edge_mm + at)[CUBE_FACES]


def sphere(rings: int, radius_mm: float = 1.0) -> NDArray[np.float64]:
    """float64[n, 3, 3], with 2 * rings meridians: n = 4 * rings * (rings - 1)."""
    polar = np.linspace(0, np.pi, rings + 1)[:, None]
    azimuth = np.linspace(0, 2 * np.pi, 2 * rings, endpoint=False)
    grid = np.stack(
        np.broadcast_arrays(np.sin(polar) * np.cos(azimuth), np.sin(polar) * np.sin(azimuth), np.cos(polar)),
        axis=-1,
    )
    grid[0], grid[-1] = (0, 0, 1), (0, 0, -1)
    following = np.roll(grid, -1, axis=1)
    upper = np.stack((grid[:-1], grid[1:], following[1:]), axis=2)[:-1]
    lower = np.stack((grid[:-1], following[1:], following[:-1]), axis=2)[1:]
    return np.concatenate((upper.reshape(-1, 3, 3), lower.reshape(-1, 3, 3))) * radius_mm


def binary_stl(corners: NDArray[Any], header: bytes = b"", count: int | None = None) -> bytes:
    """A binary STL; with another count than it has, if one is given."""
    records = np.zeros(len(corners), [("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
    records["corners"] = corners
    return header.ljust(80) + struct.pack("<I", len(corners) if count is None else count) + records.tobytes()


def text_stl(corners: NDArray[Any], name: str = "part") -> bytes:
    """An STL as text."""
    facets = "".join(
        "facet normal 0 0 0\n outer loop\n"
        + "".join(f"  vertex {x:.9e} {y:.9g} {z:.9g}\n" for x, y, z in corner)
        + " endloop\nendfacet\n"
        for corner in corners.tolist()
    )
    return f"solid {name}\n{facets}endsolid {name}\n".encode()


def mesh_xml(vertices: NDArray[Any] = CUBE_VERTICES, faces: NDArray[Any] = CUBE_FACES) -> str:
    """A mesh element of a 3MF model."""
    points = "".join(f'<vertex x="{x}" y="{y}" z="{z}"/>' for x, y, z in vertices.tolist())
    triangles = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in faces.tolist())
    return f"<mesh><vertices>{points}</vertices><triangles>{triangles}</triangles></mesh>"


def model_xml(resources: str, build: str = "", unit: str = "millimeter") -> str:
    """A model part of a 3MF."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><model unit="{unit}" xmlns="{CORE}" xmlns:p="{PRODUCTION}">'
        f"<resources>{resources}</resources><build>{build}</build></model>"
    )


def cube_model(unit: str = "millimeter", item: str = "") -> str:
    """A model part with a cube of one unit."""
    return model_xml(f'<object id="1">{mesh_xml()}</object>', f'<item objectid="1" {item}/>', unit)


def write_threemf(
    path: Path, model: str | bytes, settings: Mapping[str, str] | None = None, **others: str | bytes
) -> Path:
    """A 3MF with this model part; the others are model parts of their own under 3D/Objects/.

    `settings` are what slicers add, by their names under Metadata/.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", RELATIONSHIPS)
        archive.writestr(MODEL_NAME, model)
        for name, content in others.items():
            archive.writestr(f"3D/Objects/{name}.model", content)
        for name, content in (settings or {}).items():
            archive.writestr(f"Metadata/{name}", content)
    return path


@contextmanager
def read_or_refused() -> Iterator[None]:
    """Whatever the model, what is done with it succeeds or is refused in one line."""
    try:
        yield
    except MeshError as error:
        if "\n" in str(error):
            pytest.fail(f"more than a line: {error}")

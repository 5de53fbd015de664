"""What slicers add to a 3MF: which parts are no bodies to be printed, and which plate each object is on.

Bambu Studio and OrcaSlicer keep it in `Metadata/model_settings.config`, PrusaSlicer in
`Metadata/Slic3r_PE_model.config`, which knows no plates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lezerprint.mesh import safe_xml

if TYPE_CHECKING:
    from lezerprint.mesh.package import Package

MOST_PLATES: Final = 100
_PLATED: Final = "metadata/model_settings.config"
_RANGED: Final = "metadata/slic3r_pe_model.config"
_BODY: Final = "normal_part"
_BODY_VOLUME: Final = "ModelPart"
_LONGEST_NAME: Final = 255


@dataclass(slots=True)
class Plate:
    """A plate of a project.

    Attributes:
        number: From 1, as the slicer shows it.
        name: As its user calls it; empty if it has none.
        instances: The objects on it, each by its id and which of the items with this id it is, from 0.
    """

    number: int
    name: str = ""
    instances: set[tuple[str, int]] = field(default_factory=set)


@dataclass(slots=True)
class Project:
    """What a slicer says of the objects of a 3MF.

    Attributes:
        plates: By their numbers.
        left_out: The parts that are not printed (modifiers, blockers and enforcers of supports, negative
            parts, parts that are switched off), by the ids of the object and of the part.
        ranges: Of each object the triangles of such parts, first and last, where all are in one mesh.
    """

    plates: list[Plate] = field(default_factory=list)
    left_out: set[tuple[str, str]] = field(default_factory=set)
    ranges: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


def read_project(package: Package) -> Project:
    """What the package says; nothing where no slicer made it.

    Raises:
        MeshError: It is malformed.
    """
    project = Project()
    if _PLATED in package.names:
        _PlateReader(project).read(package)
    elif _RANGED in package.names:
        _RangeReader(project).read(package)
    return project


class _PlateReader:
    """Follows the elements of `model_settings.config`."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._object = self._part = ""
        self._plate: Plate | None = None
        self._instance: dict[str, str] | None = None

    def read(self, package: Package) -> None:
        on_start = {
            "object": self._on_object,
            "part": self._on_part,
            "metadata": self._on_metadata,
            "plate": self._on_plate,
            "model_instance": self._on_instance,
        }
        on_end = {
            "part": self._on_part_end,
            "plate": self._on_plate_end,
            "model_instance": self._on_instance_end,
        }
        safe_xml.parse(package.chunks(_PLATED), "model_settings.config", on_start, on_end)
        self._project.plates.sort(key=lambda plate: plate.number)

    def _on_object(self, attributes: dict[str, str]) -> None:
        self._object, self._part = attributes.get("id", ""), ""

    def _on_part(self, attributes: dict[str, str]) -> None:
        self._part = attributes.get("id", "")
        if attributes.get("subtype", _BODY) != _BODY or attributes.get("printable") == "0":
            self._leave_out()

    def _on_part_end(self) -> None:
        self._part = ""

    def _on_plate(self, _attributes: dict[str, str]) -> None:
        self._plate = Plate(len(self._project.plates) + 1)

    def _on_instance(self, _attributes: dict[str, str]) -> None:
        self._instance = {}

    def _on_metadata(self, attributes: dict[str, str]) -> None:
        key, value = attributes.get("key", ""), attributes.get("value", "")
        if self._instance is not None:
            self._instance[key] = value
        elif self._plate is not None:
            if key == "plater_id":
                self._plate.number = int(value)
            elif key == "plater_name":
                self._plate.name = value[:_LONGEST_NAME]
        elif self._part and key == "printable" and value == "0":
            self._leave_out()

    def _on_instance_end(self) -> None:
        if self._plate is not None and self._instance is not None and "object_id" in self._instance:
            number = int(self._instance.get("instance_id", "0"))
            self._plate.instances.add((self._instance["object_id"], number))
        self._instance = None

    def _on_plate_end(self) -> None:
        if self._plate is not None and len(self._project.plates) < MOST_PLATES:
            self._project.plates.append(self._plate)
        self._plate = None

    def _leave_out(self) -> None:
        self._project.left_out.add((self._object, self._part))


class _RangeReader:
    """Follows the elements of `Slic3r_PE_model.config`."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._object = ""
        self._range: tuple[int, int] | None = None

    def read(self, package: Package) -> None:
        on_start = {"object": self._on_object, "volume": self._on_volume, "metadata": self._on_metadata}
        safe_xml.parse(
            package.chunks(_RANGED), "Slic3r_PE_model.config", on_start, {"volume": self._on_volume_end}
        )

    def _on_object(self, attributes: dict[str, str]) -> None:
        self._object = attributes.get("id", "")

    def _on_volume(self, attributes: dict[str, str]) -> None:
        self._range = int(attributes["firstid"]), int(attributes["lastid"])

    def _on_volume_end(self) -> None:
        self._range = None

    def _on_metadata(self, attributes: dict[str, str]) -> None:
        if self._range is None:
            return
        key, value = attributes.get("key"), attributes.get("value")
        if (key == "volume_type" and value != _BODY_VOLUME) or (key == "modifier" and value == "1"):
            ranges = self._project.ranges.setdefault(self._object, [])
            if self._range not in ranges:
                ranges.append(self._range)

"""What the firmware says, line by line, in Marlin 2.1's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.virtual.equipment import Chamber
from lezerprint.virtual.machine import AXES, BED_SIZE_MM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.virtual.heaters import Heaters
    from lezerprint.virtual.machine import Machine
    from lezerprint.virtual.options import BoardOptions
    from lezerprint.virtual.planner import Point
    from lezerprint.virtual.settings import Settings

FIRMWARE = "Marlin 2.1.2 (LezerPrint virtual printer)"
START = "start"
POWER_UP = "PowerUp"
EXTERNAL_RESET = " External Reset"
BANNER = (
    "Marlin 2.1.2",
    "echo: Last Updated: 2024-01-01 | Author: (LezerPrint virtual printer)",
    "echo: Compiled: Jan  1 2024",
    "echo: Free Memory: 4567  PlannerBufferBytes: 1168",
)
DEFAULTS_LOADED = "echo:Hardcoded Default Settings Loaded"
SETTINGS_RETRIEVED = "echo:V88 stored settings retrieved (664 bytes; crc 25413)"
SETTINGS_STORED = "echo:Settings Stored (664 bytes; crc 25413)"
SETTINGS_INVALID = "echo:EEPROM version mismatch (EEPROM=? Marlin=V88)"
SOFTWARE_RESET = " Software Reset"
M112_CAUSE = "Shutdown due to M112 command"
INACTIVE = "KILL caused by too much inactive time - current command:"
M112_SHUTDOWN = "echo:M112 Shutdown"
KILLED = "Error:Printer halted. kill() called!"
POWER_OFF = "//action:poweroff"
COLD_EXTRUSION = "echo: cold extrusion prevented"
BUSY_PROCESSING = "processing"
BUSY_PAUSED_FOR_USER = "paused for user"
HOME_FIRST = "echo:Home XYZ First"

MESH_POINTS = 5
_MESH_SLOPE_X_MM = 0.021
_MESH_SLOPE_Y_MM = -0.013
_MESH_BOW_MM = 0.017


def temperatures(heaters: Heaters) -> str:
    """Temperatures, targets and powers, with the leading space of an autoreport."""
    readings = "".join(
        f" {name}:{heater.celsius:.2f} /{heater.target_celsius:.2f}" for name, heater in heaters.readings()
    )
    chamber = f" C@:{heaters.chamber.pwm}" if heaters.equipment is Chamber.HEATED else ""
    hotends = [f" @{number}:{heater.pwm}" for number, heater in enumerate(heaters.hotends)]
    several = "".join(hotends) if len(hotends) > 1 else ""
    return f"{readings} @:{heaters.reported_hotend.pwm} B@:{heaters.bed.pwm}{chamber}{several}"


def position(machine: Machine, motors: Point, settings: Settings) -> str:
    """The planned logical position, and the steps that the motors have made."""
    planned = " ".join(f"{axis}:{value:.2f}" for axis, value in machine.logical.items())
    steps = " ".join(
        f"{axis}:{round(place * settings.value('M92', axis))}"
        for axis, place in zip(AXES[:3], motors, strict=False)
    )
    return f"{planned} Count {steps}"


def capabilities(options: BoardOptions) -> Iterator[str]:
    """What M115 says."""
    yield (
        f"FIRMWARE_NAME:{FIRMWARE} SOURCE_CODE_URL:github.com/MarlinFirmware/Marlin PROTOCOL_VERSION:1.0 "
        f"MACHINE_TYPE:LezerPrint Virtual EXTRUDER_COUNT:{options.known_extruders} "
        "UUID:5b1c2e8a-6a0f-4d53-9d7e-0d2f6c1a9b34"
    )
    for name, present in (
        ("PAREN_COMMENTS", True),
        ("QUOTED_STRINGS", True),
        ("SERIAL_XON_XOFF", False),
        ("BINARY_FILE_TRANSFER", False),
        ("EEPROM", True),
        ("VOLUMETRIC", False),
        ("AUTOREPORT_POS", options.autoreport),
        ("AUTOREPORT_TEMP", options.autoreport),
        ("PROGRESS", False),
        ("PRINT_JOB", True),
        ("AUTOLEVEL", True),
        ("RUNOUT", options.runout_sensor),
        ("Z_PROBE", True),
        ("LEVELING_DATA", True),
        ("BUILD_PERCENT", True),
        ("SOFTWARE_POWER", False),
        ("TOGGLE_LIGHTS", False),
        ("CASE_LIGHT_BRIGHTNESS", False),
        ("EMERGENCY_PARSER", options.emergency_parser),
        ("HOST_ACTION_COMMANDS", True),
        ("PROMPT_SUPPORT", True),
        ("SDCARD", True),
        ("AUTOREPORT_SD_STATUS", options.autoreport),
        ("THERMAL_PROTECTION", True),
        ("MOTION_MODES", False),
        ("ARCS", True),
        ("BABYSTEPPING", True),
        ("CHAMBER_TEMPERATURE", options.chamber is Chamber.HEATED),
    ):
        yield f"Cap:{name}:{present:d}"
    most = ",".join(f"{axis.lower()}:{size:.2f}" for axis, size in BED_SIZE_MM.items())
    box = f"{{min:{{x:0.00,y:0.00,z:0.00}},max:{{{most}}}}}"
    yield f"area:{{full:{box},work:{box}}}"


def mesh_height_mm(column: int, row: int) -> float:
    """The bed's height at a point of the mesh: a slight tilt and a bow, always the same."""
    middle = (MESH_POINTS - 1) / 2
    bow = ((column - middle) ** 2 + (row - middle) ** 2) / (2 * middle**2)
    return _MESH_SLOPE_X_MM * (column - middle) + _MESH_SLOPE_Y_MM * (row - middle) + _MESH_BOW_MM * bow


def mesh() -> Iterator[str]:
    """The table that G29 and M420 V print."""
    yield "Bilinear Leveling Grid:"
    yield "".join(f"{column:7d}" for column in range(MESH_POINTS))
    for row in range(MESH_POINTS):
        yield f" {row}" + "".join(f" {mesh_height_mm(column, row):+.3f}" for column in range(MESH_POINTS))


def prompt(text: str, *buttons: str) -> Iterator[str]:
    """A question to the user through the host, after closing the one before."""
    yield "//action:prompt_end"
    yield f"//action:prompt_begin {text}"
    for button in buttons:
        yield f"//action:prompt_button {button}"
    yield "//action:prompt_show"

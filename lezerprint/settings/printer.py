"""The settings of one printer; a field's `description` is its documentation everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from lezerprint.port.device import AUTO
from lezerprint.port.options import (
    DEFAULT_MOTOR_TIMEOUT_SECONDS,
    DEFAULT_ORPHAN_TIMEOUT_SECONDS,
    DEFAULT_RESIDENCY_SECONDS,
    PortOptions,
)
from lezerprint.settings.alerts import AlertSettings
from lezerprint.settings.control import ControlSettings
from lezerprint.settings.printing import PrintingSettings
from lezerprint.settings.timelapse import TimelapseSettings
from lezerprint.settings.values import NotNegative, Positive

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_PRINTER: Final = "default"


class PrinterSettings(BaseModel):
    """One printer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(
        default=DEFAULT_PRINTER, min_length=1, description="Name of the printer in URLs and file names."
    )
    device: str = Field(
        default=AUTO,
        min_length=1,
        description="Serial device: a path such as `/dev/ttyUSB0`, `VID:PID[/SERIAL[/LOCATION]]`, "
        "`socket://HOST:PORT`, `rfc2217://HOST:PORT`, `auto` (the only USB serial port) "
        "or `virtual` (a simulated printer). `lezerprint ports` lists the ports.",
    )
    baudrate: int | None = Field(
        default=None, gt=0, description="Baud rate. Default: detected automatically.", examples=[115200]
    )
    orphan_timeout_seconds: NotNegative = Field(
        default=DEFAULT_ORPHAN_TIMEOUT_SECONDS,
        description="Time for which a paused, waiting or idle printer stays hot while no program is "
        "attached to it, in seconds.",
    )
    residency_seconds: NotNegative = Field(
        default=DEFAULT_RESIDENCY_SECONDS,
        description="Time for which a temperature must hold before the print continues, in seconds.",
    )
    motor_timeout_seconds: int = Field(
        default=DEFAULT_MOTOR_TIMEOUT_SECONDS,
        ge=0,
        description="Time without motion after which the firmware disables its motors, in seconds; 0 "
        "disables the timeout. During a job the motors stay enabled.",
    )
    virtual_speed: NotNegative = Field(
        default=1.0, description="Speed of time in the simulated printer. 0 makes every move instantaneous."
    )
    virtual_dialect: Literal[
        "marlin", "marlin1", "prusa", "klipper", "reprapfirmware", "smoothieware", "repetier"
    ] = Field(
        default="marlin",
        description="Firmware family of the simulated printer: marlin, marlin1, prusa, klipper, "
        "reprapfirmware, smoothieware or repetier.",
    )
    supervised: bool = Field(
        default=False,
        description="Set this if a supervisor runs the port process with `lezerprint port`. The "
        "server then does not start one.",
    )
    max_hotend_celsius: Positive = Field(
        default=300.0, description="Maximum target temperature of a hotend, in °C."
    )
    max_bed_celsius: Positive = Field(
        default=120.0, description="Maximum target temperature of the bed, in °C."
    )
    max_chamber_celsius: Positive = Field(
        default=80.0, description="Maximum target temperature of the chamber, in °C."
    )
    camera: str | None = Field(
        default=None,
        description="Name of the camera that looks at this printer. Default: the default camera.",
        examples=["default"],
    )
    volume: tuple[Positive, Positive, Positive] | None = Field(
        default=None,
        description="Build volume along X, Y and Z, in mm. Default: unknown, and positions are not checked.",
        examples=[[220, 220, 250]],
    )
    control: ControlSettings = Field(default=ControlSettings(), description="Manual control of the printer.")
    printing: PrintingSettings = Field(
        default=PrintingSettings(), description="Pauses, and scripts before and after a file."
    )
    timelapse: TimelapseSettings = Field(
        default=TimelapseSettings(), description="Time-lapse films of the printer's jobs."
    )
    alerts: AlertSettings = Field(
        default=AlertSettings(), description="Thresholds at which users are alerted."
    )

    def port_options(self, data_dir: Path | None = None, name: str | None = None) -> PortOptions:
        """What its port process is told.

        Args:
            data_dir: Of the server whose printer it is; None: the command line's.
            name: What it is called there, if not as here.
        """
        return PortOptions(
            name or self.name,
            self.device,
            data_dir=data_dir and data_dir.resolve(),
            supervised=self.supervised,
            baudrate=self.baudrate,
            orphan_timeout_seconds=self.orphan_timeout_seconds,
            residency_seconds=self.residency_seconds,
            motor_timeout_seconds=self.motor_timeout_seconds,
            virtual_speed=self.virtual_speed,
            virtual_dialect=self.virtual_dialect,
        )

"""The printers: how they stand, their jobs, their connections, and their emergency stops."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from actors.errors import AskTimeout, Unavailable
from actors.messages.job import Cancel, Pause, Resume
from actors.messages.telemetry import GetStatus, GetTemperatureHistory
from lezerprint.audit import EventKind
from lezerprint.control import guard
from lezerprint.control.errors import InvalidOrderError, WouldRuinPrintError
from lezerprint.control.run_states import Situation
from lezerprint.errors import JobError
from lezerprint.port.channel import emergency_stop
from lezerprint.port.contract import orders
from lezerprint.port.device import VIRTUAL, serial_ports
from web.errors import ConflictError
from web.models.common import Done
from web.models.control import (
    CurrentPrompt,
    Firmware,
    JobOrdered,
    SerialPort,
    SerialPortList,
    TemperatureHistory,
)
from web.models.printer import (
    EmergencyStopped,
    PrinterEntry,
    PrinterList,
    Prompt,
    PublicProgress,
    PublicStatus,
    ResetDone,
)
from web.sending import order, report_of, waited_for

if TYPE_CHECKING:
    from serial.tools.list_ports_common import ListPortInfo

    from lezerprint.jobs.job import Job
    from lezerprint.status import TemperatureSample
    from web.call import Call
    from web.printers import Printer

_STOPPING: Final = ThreadPoolExecutor(4, "emergency-stop")
"""Nothing else may be in front of a stop."""

_ASK_SECONDS: Final = 2.0
_JOB_SECONDS: Final = 10.0


async def printers(call: Call) -> PrinterList:
    """All of them, and how they stand."""
    found = call.services.printers
    default_camera = next((one.name for one in call.services.cameras), None)
    entries = await asyncio.gather(
        *(_entry(one, one.settings.camera or default_camera, default=one is found.default) for one in found)
    )
    return PrinterList(printers=list(entries))


async def status(call: Call) -> dict[str, Any]:
    """What is known of the printer."""
    known: dict[str, Any] = await call.printer.telemetry.ask_async(GetStatus(), _ASK_SECONDS)
    return known


async def public_status(call: Call) -> PublicStatus:
    """The same for visitors: no positions, and no names unless the settings show them."""
    known = await status(call)
    job = known["currentJob"]
    progress = job and PublicProgress(percentage=job["progress"], time_remaining=job.get("timeRemaining"))
    if progress and call.services.settings.public_details:
        progress.name, progress.layer = job["name"], job["layer"]
        progress.layers_total = job["layersTotal"] or None
    return PublicStatus(state=known["state"], temperatures=known["temperatures"], progress=progress)


async def stop(call: Call) -> EmergencyStopped:
    """Past every mailbox and every database: straight to the port process, on a connection of its own."""
    printer = call.printer
    printer.stop_line.order()  # here and now: the way through a thread may be long under load
    await asyncio.get_running_loop().run_in_executor(_STOPPING, emergency_stop, printer.options)
    call.audit(EventKind.EMERGENCY_STOP, "Emergency stop", printer=call.printer.name)
    return EmergencyStopped()


# The job.


async def pause(call: Call) -> JobOrdered:
    """Pause the print."""
    return await _to_job(call, Pause())


async def resume(call: Call) -> JobOrdered:
    """Go on with it."""
    return await _to_job(call, Resume())


async def cancel(call: Call) -> JobOrdered:
    """End it."""
    return await _to_job(call, Cancel())


# The connection.


async def ports(call: Call) -> SerialPortList:
    """What is there to print on, and what is set."""
    return SerialPortList(ports=await _ports(call.printer))


async def connect(call: Call) -> Done:
    """Open the printer's device, maybe another one or at another rate."""
    device, baudrate = call.body.device, call.body.baudrate
    if device is not None and device not in {port.device for port in await _ports(call.printer)}:
        raise InvalidOrderError(f"{device!r} is not one of this printer's ports")
    given = {"device": device, "baudrate": baudrate}
    await order(call.printer, orders.Connect(device or None, baudrate or None))
    call.audit(EventKind.CONNECTION_ORDERED, "Connect", printer=call.printer.name, **given)
    return Done()


async def disconnect(call: Call) -> Done:
    """Switch the heaters off and let go of the device, so that others can have it."""
    force = call.query.force
    if not force:
        await _check_no_print(call)
    await order(call.printer, orders.Disconnect(force))
    call.audit(EventKind.CONNECTION_ORDERED, "Disconnect", printer=call.printer.name, forced=force)
    return Done()


async def reset(call: Call) -> ResetDone:
    """Reset the board and greet it anew; what follows an emergency stop."""
    force = call.query.force
    if not force:
        await _check_no_print(call)
    answer = await order(call.printer, orders.Reset())
    call.audit(EventKind.PRINTER_RESET, "Reset", printer=call.printer.name, forced=force)
    return ResetDone(restarted=answer.restarted, message=answer.message)


# What it says.


async def firmware(call: Call) -> Firmware:
    """What the firmware said of itself when it was connected."""
    report = await report_of(call.printer)
    if report is None:
        return Firmware(info={}, capabilities={})
    return Firmware(info=report.firmware, capabilities=report.capabilities)


async def temperatures(call: Call) -> TemperatureHistory:
    """Recent temperatures."""
    history: list[TemperatureSample]
    history = await call.printer.telemetry.ask_async(GetTemperatureHistory(), _ASK_SECONDS)
    since = time.time() - call.query.seconds
    samples = _thinned([sample for sample in history if sample.time >= since], call.query.points)
    return TemperatureHistory.model_validate({"samples": [_sample(one) for one in samples]})


async def prompt(call: Call) -> CurrentPrompt:
    """What the firmware asks, if it does."""
    report = await report_of(call.printer)
    asked = None if report is None else report.prompt
    shown = Prompt(text=asked.text, choices=list(asked.buttons)) if asked and asked.shown else None
    return CurrentPrompt(prompt=shown)


async def answer_prompt(call: Call) -> Done:
    """Choose one of the answers."""
    asked, choice = (await prompt(call)).prompt, call.body.choice
    if asked is None:
        raise ConflictError("the printer is not asking anything")
    if choice >= len(asked.choices):
        raise InvalidOrderError(f"there is no choice {choice}: the printer offers {len(asked.choices)}")
    await order(call.printer, orders.AnswerPrompt(choice))
    words = f"{asked.text}: {asked.choices[choice]}"
    call.audit(EventKind.PROMPT_ANSWERED, words, printer=call.printer.name, choice=choice)
    return Done()


async def _entry(printer: Printer, camera: str | None, *, default: bool) -> PrinterEntry:
    try:
        known = await printer.telemetry.ask_async(GetStatus(), _ASK_SECONDS)
    except (Unavailable, AskTimeout) as error:
        known = {"state": "error", "connection": {"state": "unknown", "reason": str(error)}}
    return PrinterEntry(
        name=printer.name,
        default=default,
        simulated=printer.settings.device == VIRTUAL,
        state=known["state"],
        connection=known["connection"],
        camera=camera,
    )


async def _to_job(call: Call, message: Pause | Resume | Cancel) -> JobOrdered:
    try:
        job: Job = await call.printer.job.ask_async(message, _JOB_SECONDS)
    except JobError:
        if guard.situation_of(await report_of(call.printer)) is not Situation.FROM_CARD:
            raise
        return await _to_port(call, message, "Print from the SD card")
    except Unavailable:  # whoever keeps the jobs is away: the print can be controlled all the same
        return await _to_port(call, message, "Print")
    words = f"{job.name}: {type(message).__name__.lower()}"
    call.audit(EventKind.JOB_ORDERED, words, printer=call.printer.name, job=str(job.id))
    waiting_for = await waited_for(call.printer) if isinstance(message, Cancel) else None
    return JobOrdered(job_id=str(job.id), state=job.state, waiting_for=waiting_for)


async def _to_port(call: Call, message: Pause | Resume | Cancel, what: str) -> JobOrdered:
    """The port process does it by itself."""
    given = _ORDERS[type(message)]
    await order(call.printer, given)
    call.audit(EventKind.JOB_ORDERED, f"{what}: {given.name}", printer=call.printer.name)
    return JobOrdered(job_id=None, state=given.name)


_ORDERS: Final[dict[type, orders.Order]] = {
    Pause: orders.Pause(),
    Resume: orders.Resume(),
    Cancel: orders.Cancel(),
}


async def _check_no_print(call: Call) -> None:
    if guard.situation_of(await report_of(call.printer)) is not Situation.IDLE:
        raise WouldRuinPrintError("a print is running: cancel it first")


async def _ports(printer: Printer) -> list[SerialPort]:
    found = [_port(port, printer.options.device) for port in await asyncio.to_thread(serial_ports)]
    if not any(port.configured for port in found):
        set_one = {"device": printer.options.device, "description": "as it is set", "configured": True}
        found.insert(0, SerialPort.model_validate({**_NOTHING_KNOWN, **set_one}))
    return found


_NOTHING_KNOWN: Final = {"usb": None, "serial_number": None, "location": None}


def _port(port: ListPortInfo, configured: str) -> SerialPort:
    return SerialPort(
        device=port.device,
        description=None if port.description == "n/a" else port.description,
        usb=f"{port.vid:04x}:{port.pid:04x}" if port.vid is not None else None,
        serial_number=port.serial_number,
        location=port.location,
        configured=port.device == configured,
    )


def _thinned(samples: list[TemperatureSample], points: int) -> list[TemperatureSample]:
    """At most so many, evenly over the time, the last among them."""
    if len(samples) <= points:
        return samples
    first, last = samples[0], samples[-1]
    apart_seconds = (last.time - first.time) / (points - 1)
    kept: list[TemperatureSample] = []
    for sample in samples[:-1]:
        if len(kept) < points - 1 and sample.time >= first.time + apart_seconds * len(kept):
            kept.append(sample)
    return [*kept, last]


def _sample(sample: TemperatureSample) -> dict[str, Any]:
    return {"timestamp": datetime.fromtimestamp(sample.time, UTC), **sample.shown()}

import pytest

from lezerprint.marlin.firmware import TRAITS, ExtruderMode, Family, extruder_mode_of, family_of

_NAMES = {
    "Marlin 2.0.7.2 (Nov 27 2020 14:30:11)": Family.MARLIN,
    "Marlin 2.1.2.5 (Aug 18 2026 10:00:00)": Family.MARLIN,
    "Marlin bugfix-2.1.x (Aug 18 2026 10:00:00)": Family.MARLIN,
    "Marlin 1.1.9 (Github)": Family.MARLIN_1,
    "Marlin V1; Sprinter/grbl mashup for gen6": Family.MARLIN_1,
    "Marlin Ver 1.0.1": Family.MARLIN_1,
    "Marlin Ultimaker2; Sprinter/grbl mashup for gen6": Family.MARLIN_1,
    "Prusa-Firmware 3.13.3 based on Marlin": Family.PRUSA,
    "Prusa-Firmware-Buddy 4.4.0-BETA2+4114 (Github)": Family.PRUSA_BUDDY,
    "Klipper": Family.KLIPPER,
    "RepRapFirmware for Duet 2 WiFi/Ethernet": Family.REPRAPFIRMWARE,
    "Smoothieware": Family.SMOOTHIEWARE,
    "Repetier_1.0.4": Family.REPETIER,
    "Teacup": Family.UNKNOWN,
    "": Family.UNKNOWN,
}


@pytest.mark.parametrize(("name", "family"), _NAMES.items())
def test_family_is_known_by_the_name_of_m115(name, family):
    assert family_of({"FIRMWARE_NAME": name}) is family


def test_without_a_name_the_family_is_unknown():
    assert family_of({"MACHINE_TYPE": "Marlin"}) is Family.UNKNOWN


def test_every_family_has_traits():
    assert set(TRAITS) == set(Family)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("Marlin 2.0.0 (Github)", ExtruderMode.FOLLOWS_AXES),
        ("Marlin 1.1.9 (Github)", ExtruderMode.EITHER),
        ("Marlin of somebody", None),
        ("Prusa-Firmware 3.8.1 based on Marlin", ExtruderMode.EITHER),
        ("Prusa-Firmware 3.9.0 based on Marlin", ExtruderMode.INDEPENDENT),
        ("Prusa-Firmware 3.14.1 based on Marlin", ExtruderMode.INDEPENDENT),
        ("Prusa-Firmware-Buddy 6.2.4", ExtruderMode.FOLLOWS_AXES),
        ("Klipper", ExtruderMode.EITHER),
        ("RepRapFirmware for Duet 3", ExtruderMode.INDEPENDENT),
        ("Smoothieware", ExtruderMode.FOLLOWS_AXES),
        ("Repetier_1.0.4", ExtruderMode.EITHER),
        ("Teacup", None),
    ],
)
def test_what_decides_whether_e_is_relative(name, mode):
    assert extruder_mode_of(name) is mode

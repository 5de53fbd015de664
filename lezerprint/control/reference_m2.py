"""M commands from 300 on in our own words; the format is that of `reference_g`."""

from __future__ import annotations

from typing import Final

TEXT: Final = """
M300 | Play a tone | S frequency in Hz; P duration in ms
M301 | Set the PID of a hotend | E tool; P, I, D terms; C, L for the extrusion
M302 | Allow cold extrusion | S minimum in °C; P 1 always
M303 | Tune the PID of a heater | E tool, -1: bed; S target in °C; C cycles; U 1 use the result
M304 | Set the PID of the bed | P, I, D terms
M305 | Set the properties of a thermistor | P sensor; R pull-up; T resistance; B beta; C coefficient
M306 | Set or tune the model of a hotend (MPC) | E tool; T tune; P power in W
M309 | Set the PID of the chamber | P, I, D terms
M350 | Set the microsteps | X, Y, Z, E, B microsteps; S all
M351 | Set the microstep pins | X, Y, Z, E, B state; S pin
M355 | Case light | S 1 on; P brightness 0 to 255
M360 | SCARA: move to theta 0° |
M361 | SCARA: move to theta 90° |
M362 | SCARA: move to psi 0° |
M363 | SCARA: move to psi 90° |
M364 | SCARA: move to the angle for psi and theta |
M380 | Solenoid on | S tool
M381 | Solenoids off | S tool
M400 | Wait until all moves are done |
M401 | Deploy the probe | H 1 high speed
M402 | Stow the probe |
M403 | Set the filament type for the multi-material unit | E tool; F type
M404 | Set the nominal diameter of the filament | W diameter in mm
M405 | Watch the diameter of the filament | D distance of the sensor in cm
M406 | Do not watch the diameter of the filament |
M407 | Tell the diameter of the filament |
M410 | Stop all motors at once |
M412 | Watch for the end of the filament | S 1 on; R reset; D distance in mm; H the host handles it
M413 | Recover from a loss of power | S 1 on
M414 | Set the language of the display | S language
M420 | Bed levelling on or off; tell the mesh | S 1 on; V 1 tell the mesh; Z fade height in mm; L slot
M421 | Set a point of the mesh | I, J column and row; Z height in mm; Q by an offset
M422 | Set a position for aligning Z | S motor; X, Y position in mm
M423 | Set the twist of X | X point; Z height in mm
M425 | Set the backlash | X, Y, Z in mm; F share corrected; S smoothing in mm
M428 | Make the present place the home position |
M430 | Tell current, voltage and power | I, V, W what
M485 | Send a packet over RS485 | text packet
M486 | Cancel an object of the print | T number of objects; S begins; C cancel the current; P cancel; U undo
M493 | Set the input shaping of fixed-time motion | S mode; A, B frequencies in Hz; K advance
M494 | Set the smoothing of fixed-time motion | T trajectory; X, Y, Z, E times
M500 | Save the settings |
M501 | Load the saved settings |
M502 | Go back to the built-in settings, without saving |
M503 | Tell the settings | S 0 without comments; C validate
M504 | Check the saved settings |
M510 | Lock the printer |
M511 | Unlock the printer | P passcode
M512 | Set the passcode | P old; S new
M524 | End the print from the SD card |
M540 | Stop a print from the SD card when an endstop is hit | S 1 on
M552 | Network on or off; set its address | S 1 on; P address
M553 | Set the network mask | P mask
M554 | Set the gateway | P address
M569 | Quiet mode of the motor drivers | S 1 quiet; X, Y, Z, E axes
M575 | Set the baud rate | B baud rate; P port
M592 | Set the compensation of extruder slip | A, B coefficients; L limit
M593 | Set the input shaping | F frequency in Hz; D damping; X, Y axes
M600 | Change the filament | X, Y, Z place in mm; E retraction in mm; U, L unload and load in mm; T tool;
    B beeps
M601 | Pause the print |
M603 | Set how filament is changed | T tool; U, L unload and load in mm
M605 | Set the mode of two carriages | S mode; X distance in mm; R temperature difference in °C
M665 | Set the geometry of a delta or SCARA printer | L arm in mm; R radius in mm; S segments; H height in mm
M666 | Set the endstop offsets | X, Y, Z in mm
M672 | Set the Duet smart effector | S sensitivity; R reset
M701 | Load filament | T tool; L length in mm; Z lift in mm
M702 | Unload filament | T tool; U length in mm; Z lift in mm
M704 | Multi-material unit: preload filament | T or P slot
M705 | Multi-material unit: eject filament | P slot
M706 | Multi-material unit: cut filament | P slot
M707 | Multi-material unit: read a register | A address
M708 | Multi-material unit: write a register | A address; X value
M709 | Multi-material unit: power and reset | S 1 on; X reset
M710 | Set the fan of the board | S active 0 to 255; I idle; A 1 by itself; D seconds
M808 | Repeat: mark the begin, or go back to it | L times, 0: for ever; K end all
M810 | Macro 0: run it, or define it | text commands, separated by |
M851 | Set the offset of the probe | X, Y, Z in mm
M852 | Set the skew correction | I XY; J XZ; K YZ; S all
M860 | Encoders: tell the position | P axis; I index
M871 | Set the temperature compensation of the probe | V value; I index; B bed; P probe; E extruder; R reset
M876 | Answer the prompt of the firmware | S choice, from 0
M900 | Set the linear advance | K factor; T tool; S slot; L other factor
M906 | Set the motor currents | X, Y, Z, E in mA; I index; T tool
M907 | Set the motor currents by digital potentiometer | X, Y, Z, E values; S all
M908 | Set a digital potentiometer | P pin; S value
M909 | Tell the values of the digital converter |
M910 | Keep the values of the digital converter |
M911 | Tell which motor drivers were too hot |
M912 | Forget that motor drivers were too hot | X, Y, Z, E axes
M913 | Set the speed above which the drivers are loud | X, Y, Z, E in mm/s
M914 | Set the sensitivity of homing without switches | X, Y, Z values
M916 | Test the motor currents for too hot drivers |
M919 | Set the chopper timing of the drivers | O, P, S, I values; X, Y, Z, E axes
M928 | Write all commands to a file of the SD card | text name
M951 | Set the magnetic parking extruder | L, R positions; I, J, H, D distances and speeds; C compensation
M993 | Write the SPI flash to the SD card |
M994 | Read the SPI flash from the SD card |
M995 | Calibrate the touch screen |
M997 | Update the firmware |
M999 | Restart after an error | S 1 without emptying the buffer
"""

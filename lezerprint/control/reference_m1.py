"""M commands below 300 in our own words; the format is that of `reference_g`."""

from __future__ import annotations

from typing import Final

TEXT: Final = """
M0 | Wait for the user | S seconds at most; P milliseconds at most; text message
M1 | Wait for the user | S seconds at most; P milliseconds at most; text message
M3 | Spindle or laser on, clockwise | S power
M4 | Spindle or laser on, anticlockwise | S power
M5 | Spindle or laser off |
M7 | Mist coolant on |
M8 | Flood coolant on |
M9 | Coolant off |
M10 | Vacuum or blower on |
M11 | Vacuum or blower off |
M16 | Stop unless the printer has this name | text name
M17 | Motors on | X, Y, Z, E axes, none: all
M18 | Motors off | X, Y, Z, E axes, none: all; S seconds without motion until they go off
M20 | List the files of the SD card | F with the long names; T with times
M21 | Mount the SD card |
M22 | Release the SD card |
M23 | Choose a file of the SD card | text name
M24 | Start or resume the print from the SD card | S position in bytes; T time in seconds
M25 | Pause the print from the SD card |
M26 | Set the position in the SD card's file | S position in bytes
M27 | Tell how far the print from the SD card is | S seconds between reports; C name of the file
M28 | Begin to write a file to the SD card | text name
M29 | End writing to the SD card |
M30 | Delete a file of the SD card | text name
M31 | Tell how long the print has taken |
M32 | Choose a file of the SD card and start it | P procedure; S position in bytes; text name
M33 | Tell the long name of a file | text name
M34 | Set how files of the SD card are sorted | S order; F folders
M42 | Set a pin of the board | P pin; S value 0 to 255; T mode; I even if protected
M43 | Tell the state of pins | P pin; W watch; E endstops; T test
M48 | Test how precise the probe is | P measurements; X, Y position in mm; V detail; L legs
M73 | Set the progress that the display shows | P percent; R minutes left
M75 | Start the job timer | text name
M76 | Pause the job timer |
M77 | Stop the job timer |
M78 | Tell the statistics of all prints |
M80 | Power supply on | S ask for its state
M81 | Power supply off | S delayed; D delay in seconds
M82 | The extruder is absolute |
M83 | The extruder is relative |
M84 | Motors off | X, Y, Z, E axes, none: all; S seconds without motion until they go off
M85 | Set after how long without commands the printer shuts down | S seconds, 0: never
M86 | Set after how long without motion the hotends cool | S seconds; E temperature in °C; B bed in °C
M87 | End that time-out |
M92 | Set the steps per millimetre | X, Y, Z, E steps; T tool
M100 | Tell the free memory | D dump; F fill; I start
M102 | Configure the bed distance sensor | S what to do
M104 | Set the temperature of a hotend, without waiting | S target in °C; T tool; I material preset;
    F autotemp
M105 | Tell the temperatures | T tool; R redundant sensor
M106 | Set a fan | P fan; S speed 0 to 255; I material preset; T secondary speed
M107 | Fan off | P fan
M108 | End a wait for heat or for the user |
M109 | Set the temperature of a hotend and wait | S target in °C, wait while heating;
    R target, wait also while cooling; T tool
M110 | Set the number of the line | N number
M111 | Set what is told for debugging | S sum of flags
M112 | Emergency stop |
M113 | Set how often the firmware says that it is busy | S seconds, 0: never
M114 | Tell the position | D detailed; E of the motors; R real position
M115 | Tell the firmware and its capabilities |
M117 | Show a message on the display | text message
M118 | Send a message to the host | A1 as an action; E1 as an echo; Pn port; text message
M119 | Tell the state of the endstops |
M120 | Endstops are watched |
M121 | Endstops are not watched |
M122 | Tell the state of the motor drivers | X, Y, Z, E axes; I initialise; S continuous; V registers
M123 | Tell the speed of the fans | S seconds between reports
M125 | Park the nozzle and keep the position | X, Y, Z place in mm; L retraction in mm; P 0 without waiting
M126 | Open valve 1 | S pressure
M127 | Close valve 1 |
M128 | Open valve 2 | S pressure
M129 | Close valve 2 |
M140 | Set the temperature of the bed, without waiting | S target in °C; I material preset
M141 | Set the temperature of the chamber, without waiting | S target in °C
M143 | Set the temperature of the laser's cooler | S target in °C
M145 | Set a material preset | S preset; H hotend in °C; B bed in °C; F fan speed
M149 | Set the unit of temperatures | C, F or K
M150 | Set the colour of the lights | R, U, B red, green and blue 0 to 255; W white; P brightness; I pixel;
    S strip
M154 | Report the position by itself | S seconds between reports, 0: never
M155 | Report the temperatures by itself | S seconds between reports, 0: never
M163 | Set the share of a filament in the mix | S filament; P share
M164 | Keep the mix as a virtual tool | S tool
M165 | Set the shares of all filaments in the mix | A, B, C, D, H, I shares
M166 | Change the mix over the height | A, Z start and end in mm; I, J tools; S 1 on
M190 | Set the temperature of the bed and wait | S target in °C, wait while heating;
    R target, wait also while cooling
M191 | Set the temperature of the chamber and wait | S target in °C, wait while heating;
    R target, wait also while cooling
M192 | Wait for the temperature of the probe | S target in °C; R wait also while cooling
M193 | Set the temperature of the laser's cooler and wait | S target in °C
M200 | Set the diameter of the filament; E is then a volume | D diameter in mm, 0: E is a length; S 1 on;
    T tool
M201 | Set the maximum accelerations | X, Y, Z, E in mm/s²; T tool
M202 | Set the maximum accelerations of travel | X, Y, Z, E in mm/s²
M203 | Set the maximum speeds | X, Y, Z, E in mm/s; T tool
M204 | Set the accelerations | P printing; R retracting; T travelling, in mm/s²; S printing and travelling
M205 | Set jerk and minimum speeds | X, Y, Z, E jerk in mm/s; J junction deviation in mm; S printing;
    T travelling; B in µs
M206 | Shift the home position | X, Y, Z in mm
M207 | Set the retraction of G10 | S length in mm; F speed in mm/min; Z lift in mm; W length at a tool change
M208 | Set the recovery of G11 | S extra length in mm; F speed in mm/min; W extra length at a tool change
M209 | Retract by itself | S 1 on
M210 | Set the homing speeds | X, Y, Z in mm/min
M211 | Software endstops | S 1 on
M217 | Set how filament is changed between tools | S swap length in mm; E extra; P prime speed;
    R retract speed; Z lift
M218 | Set the offset of a hotend | T tool; X, Y, Z in mm
M220 | Set the speed factor of all moves | S percent; B keep; R restore
M221 | Set the extrusion factor | S percent; T tool
M226 | Wait for a pin | P pin; S state
M240 | Trigger a camera | A, B position in mm; D delay in ms; F speed; P duration in ms
M250 | Set the contrast of the display | C contrast
M255 | Set after how long the display sleeps | S minutes
M256 | Set the brightness of the display | B brightness
M260 | Send bytes over I2C | A address; B byte; S send
M261 | Ask for bytes over I2C | A address; B number of bytes
M280 | Move a servo | P servo; S angle in degrees
M281 | Set the angles of a servo | P servo; L deployed; U stowed
M282 | Servo off | P servo
M290 | Shift the nozzle by a baby step | Z distance in mm; X, Y distance in mm; P 0 not in the probe's offset
M293 | Baby step up |
M294 | Baby step down |
"""

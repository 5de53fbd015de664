"""G commands in our own words: code, what it does, and its parameters, a line each.

Parameters are separated by semicolons: a letter or a word, and what it means. What is indented goes on with
the line before it.
"""

from __future__ import annotations

from typing import Final

TEXT: Final = """
G0 | Move without extruding | X, Y, Z position in mm; E filament in mm; F speed in mm/min
G1 | Move in a straight line | X, Y, Z position in mm; E filament in mm; F speed in mm/min
G2 | Move in an arc, clockwise | X, Y, Z end in mm; I, J centre from the start in mm; R radius in mm; E; F
G3 | Move in an arc, anticlockwise | X, Y, Z end in mm; I, J centre from the start in mm; R radius in mm; E; F
G4 | Wait | S time in seconds; P time in milliseconds
G5 | Move along a cubic curve | X, Y end in mm; I, J first control point; P, Q second control point; E; F
G6 | Move the motors directly by steps | I index of the block; R rate; S steps; X, Y, Z, E directions
G10 | Retract filament as the firmware is set | S 1 for the length of a tool change
G11 | Undo the retraction of G10 |
G12 | Clean the nozzle on its wiper | P pattern; S strokes; T repetitions; R radius in mm
G17 | Arcs lie in the XY plane |
G18 | Arcs lie in the ZX plane |
G19 | Arcs lie in the YZ plane |
G20 | Lengths are in inches |
G21 | Lengths are in millimetres |
G26 | Print a pattern that shows how good the mesh is | B bed in °C; H hotend in °C; L layer height in mm;
    R repetitions
G27 | Park the nozzle | P what to do with Z: 0 raise to the parking height, 1 go to it, 2 raise by it
G28 | Home | X, Y, Z axes, none: all; O only if not homed; R height to raise first in mm
G29 | Measure the bed and level by it | text parameters, by the kind of levelling
G30 | Measure the bed at one point | X, Y position in mm; E 0 to leave the probe out
G31 | Dock the probe sled |
G32 | Take the probe sled |
G33 | Calibrate a delta printer | P points; T 0 without towers; C precision in mm
G34 | Align the motors of Z | I iterations; T accuracy; A amplification
G35 | Measure the corners and tell how to turn the screws | S kind of thread
G38 | Move until the probe touches or leaves | X, Y, Z position in mm; F speed in mm/min
G42 | Move to a point of the mesh | I column; J row; F speed in mm/min
G53 | The next move is in machine coordinates |
G54 | Use coordinate system 1 |
G55 | Use coordinate system 2 |
G56 | Use coordinate system 3 |
G57 | Use coordinate system 4 |
G58 | Use coordinate system 5 |
G59 | Use coordinate system 6 |
G60 | Keep the position | S slot
G61 | Go back to a kept position | S slot; X, Y, Z axes; F speed in mm/min
G76 | Calibrate the probe for temperature | B bed only; P probe only
G80 | End the drilling cycle |
G90 | Positions are absolute |
G91 | Positions are relative |
G92 | Call the present place by these coordinates | X, Y, Z, E position in mm
G425 | Calibrate with a cube on the bed | B backlash; T tool offset; U uncertainty in mm; V report
"""

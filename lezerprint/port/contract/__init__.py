"""What a port process and its server say to each other: dataclasses, and their form in JSON.

Whoever is on either side imports these; they need the standard library and `lezerprint.marlin` alone.
"""

"""Slicing: from a model to G-code, by the real PrusaSlicer and a print profile."""

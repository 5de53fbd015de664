"""The simulated printer: a program of its own on a real pseudo-terminal."""

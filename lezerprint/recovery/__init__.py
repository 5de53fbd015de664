"""Printing the rest of a job that the printer lost: planned exactly, shown, done when it is confirmed."""

"""Toolpaths: the moves of a G-code file in a compact form for viewers; docs/toolpaths.md has the format."""

"""The thin HTTP layer: it translates requests into asks and tells."""

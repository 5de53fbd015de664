"""The rows of the endpoint table, one module a subject."""

"""What workers do with files: measure, draw, slice; `lezerprint.tasks.operations` names the functions."""

"""What workers do, a module an operation or a few; `lezerprint.tasks.operations` names the functions."""

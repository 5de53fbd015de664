"""The sans-IO Marlin protocol core: no socket, no thread, no clock."""

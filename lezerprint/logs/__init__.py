"""The server's own log: JSON lines in dated files, and lines for people on the console."""

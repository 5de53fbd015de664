"""The supervision tree and the actors of the server process."""

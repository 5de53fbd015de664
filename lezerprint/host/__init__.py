"""The computer that the server runs on."""

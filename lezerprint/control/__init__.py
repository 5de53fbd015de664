"""What a user does to a printer by hand: as G-code, within its limits, and without ruining a print."""

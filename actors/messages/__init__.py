"""Every message type, one module for each receiver."""

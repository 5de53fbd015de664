"""The port process: it owns the serial port, streams the job, and outlives the server."""

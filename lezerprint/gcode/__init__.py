"""Reading G-code files and preparing them for the stream."""

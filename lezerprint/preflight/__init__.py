"""What speaks against printing a file on a printer, found before anything moves."""

"""What the API takes and gives, one module a subject; field names are camelCase outside."""

"""The handlers, one module a subject: each turns a call into an ask, a tell or a query."""

"""Accounts: who may sign in, with what, and what they may do."""

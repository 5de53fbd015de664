"""The steps of the schema, in the order of their numbers.

A step is frozen once it is released: it names columns and types itself and imports no model, so that it does
the same for ever. All pending steps run in one transaction; a step must not commit, nor need to run outside.
"""

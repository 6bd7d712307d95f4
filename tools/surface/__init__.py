"""What a user notices, as sorted lines: of the spec, of the Python packages, of the commands.

The lines of the last release are kept in `last/`. What is gone breaks users, what is new does not.
"""

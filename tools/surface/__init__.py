"""What users notice, as sorted lines: of the spec, the Python packages, the commands.

The lines of the last release are in `last/`. Removed lines break users; new ones do not.
"""

"""What developers run: `python -m tools.NAME` from the root of the checkout; the Makefile has the goals."""

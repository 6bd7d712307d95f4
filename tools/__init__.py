"""What developers run: ``python -m tools.…`` from the root, mostly by a goal of the Makefile."""

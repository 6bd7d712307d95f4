"""Developer tools: ``python -m tools.…`` from the root, usually run by a Makefile goal."""

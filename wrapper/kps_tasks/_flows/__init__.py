"""Every decision that needs more than one request, as generators without I/O and clock."""

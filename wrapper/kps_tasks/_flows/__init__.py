"""Every decision that takes more than one request, as generators without I/O and clock."""

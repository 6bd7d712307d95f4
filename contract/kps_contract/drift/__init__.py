"""What a service sends and the spec does not know, and the reverse."""

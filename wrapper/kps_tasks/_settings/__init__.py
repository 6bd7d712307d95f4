"""Settings that users have in their environment or in a file, and where each was found."""

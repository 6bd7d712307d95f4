"""Settings in the environment or in a file, and where each was found."""

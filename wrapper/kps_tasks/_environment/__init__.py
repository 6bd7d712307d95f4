"""A client made of the settings that were found."""

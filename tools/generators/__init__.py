"""Generators that the spec was not tuned for: what each makes of it, and the option that matters."""

"""Generators that nobody tuned the description for: what each makes of it, and the option that matters."""

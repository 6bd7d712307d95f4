"""What the service reports: tasks as it describes them, what their states mean, and how a watched one changes."""

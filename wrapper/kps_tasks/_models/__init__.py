"""What the service reports: tasks, the meaning of their states, and the changes of a watched task."""

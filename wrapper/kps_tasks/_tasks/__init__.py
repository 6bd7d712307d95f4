"""The task queries, as callers see them: ``client.tasks`` and the lists that it returns."""

"""Build the clients of all languages from their recipes, and put them through the cases."""

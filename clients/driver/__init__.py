"""Build the clients of all languages from their recipes, and run the cases with them."""

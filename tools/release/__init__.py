"""Making a release: prepare the tree, and build all files from what is committed."""

"""The making of a release: preparing the tree, and building all files from what is committed."""

"""The contract suite: what is asked, what responses are held to, and what is reported."""

"""The contract suite: what is asked, what answers are held to, and what is reported."""

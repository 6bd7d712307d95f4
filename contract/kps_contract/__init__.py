"""The contract suite: what is requested, what is required of the responses, and what is reported."""

"""HTTP: perform the steps of a flow, read responses, explain errors."""

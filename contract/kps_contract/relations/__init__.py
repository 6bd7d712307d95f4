"""The rules that no schema can say: what one response must have to do with its request, and with other responses."""

"""The rules that no schema can express: how a response relates to its request and to other responses."""

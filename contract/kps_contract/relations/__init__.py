"""The rules that no schema can say: what one answer must have to do with its request, and with other answers."""

"""What a service sends that the spec does not know, and the other way round."""

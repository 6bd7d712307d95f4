"""Compare the vendor's newest SDKs, and pages if given, with openapi.yaml, and propose changes."""

"""Compare the vendor's newest SDKs, and pages that are given, with openapi.yaml, and propose the change."""

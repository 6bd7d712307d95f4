"""The vendor's own SDKs against the mock, and its signer compared with ours."""

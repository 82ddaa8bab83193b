"""`make conformance`: our own stack, held against the rules as anybody's would be."""

"""What is done with a credit note besides its being issued: written, changed, deleted, passed on."""

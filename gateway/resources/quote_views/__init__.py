"""Quotes as they are shown: one, a page, its PDF, and the public view behind a signed link."""

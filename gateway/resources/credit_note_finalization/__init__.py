"""The one place where a credit note is issued, once a person has confirmed it."""

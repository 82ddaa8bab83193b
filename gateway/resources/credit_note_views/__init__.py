"""Credit notes as they are shown: one, a page, the PDF."""

"""Files: what was uploaded, and the PDFs of invoices. Their links live thirty minutes."""

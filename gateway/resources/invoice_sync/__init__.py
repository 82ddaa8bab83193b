"""What became of invoices and credit notes at Qonto, learnt in one go."""

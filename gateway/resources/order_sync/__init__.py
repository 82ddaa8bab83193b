"""What a draft invoice says is carried back to its sales order."""

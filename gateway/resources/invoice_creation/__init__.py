"""From a sales order to a draft."""

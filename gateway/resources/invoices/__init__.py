"""From a sales order to a paid invoice."""

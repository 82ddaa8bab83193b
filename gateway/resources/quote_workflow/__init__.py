"""From a draft quote to the customer's answer, except its finalization."""

"""The organization's accounts. Their balances move only when the control plane lets money arrive."""

"""An invoice is paid: in one go, in parts, or by a transfer that is on the account."""

"""What every implementation of Qonto's v2 must do."""

"""What a test may do that no customer could. The contract is contracts/control.yaml."""

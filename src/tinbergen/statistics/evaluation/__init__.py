"""What an intervention did: responses to shocks and instruments, and comparisons."""

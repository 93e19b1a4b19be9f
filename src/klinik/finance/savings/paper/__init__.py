"""What an account of savings is on paper: statement of any days, certificate."""

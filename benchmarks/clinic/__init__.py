"""The clinic among 100,000 cases and 1,000,000 posts."""

"""Pages of one account beside the counter: block, release, transfer, close."""

"""Pages of shared devices: what the manager sees, and what the device shows at the counter."""

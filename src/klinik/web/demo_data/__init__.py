"""The demonstration: an invented small world, made through the same commands as the pages use."""

"""What the programme measures, for everybody."""

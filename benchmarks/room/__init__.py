"""What 1,420 listeners of a live room cost."""

"""What an office of a kabupaten or kota answers for, at a glance."""

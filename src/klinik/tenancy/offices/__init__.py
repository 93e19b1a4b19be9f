"""The offices of the agency: what each takes, how to reach it, and how that is changed."""

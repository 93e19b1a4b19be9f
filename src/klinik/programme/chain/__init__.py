"""One pesantren's whole way at one address: obstacle, session, plan, figure, story."""

"""Pages of collecting: the collector's, the phone's, the manager's."""

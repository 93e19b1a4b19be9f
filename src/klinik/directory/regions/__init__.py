"""The regions of the province with their figures."""

"""The directory for programs: what everybody may read, by API and as open data, in one shape."""

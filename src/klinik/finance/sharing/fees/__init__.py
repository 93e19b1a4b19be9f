"""The monthly fee of savings: a run that is looked at, confirmed, and taken by a job."""

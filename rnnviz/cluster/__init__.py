"""Training on a Dask cluster, for those who have more than one machine."""

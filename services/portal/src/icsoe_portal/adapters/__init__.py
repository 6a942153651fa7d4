"""HTTP clients of the services, and the sealed cookie."""

"""The platform: topology, installation, preparation, process manager."""

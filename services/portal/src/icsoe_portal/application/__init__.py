"""What the portal does for a person. Pages that only show something ask the ports directly."""

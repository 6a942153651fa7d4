"""What every page shares: headers, session, guards, rendering, errors."""

"""Routes of the portal, one router per area of the official guides."""

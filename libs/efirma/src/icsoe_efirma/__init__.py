"""The Mexican e.firma: read, verify and judge a certificate; check a signature."""

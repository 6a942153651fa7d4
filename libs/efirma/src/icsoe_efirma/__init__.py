"""The Mexican e.firma: read, verify and judge a certificate; check a signature. I/O only as injected."""

from . import asn1 as asn1

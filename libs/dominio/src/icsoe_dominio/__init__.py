"""Values shared by all services: Rfc, Curp, Nss, Folio, Periodo, the calendar of due dates."""

"""The ports on PostgreSQL and SMTP, and the texts of the mails."""

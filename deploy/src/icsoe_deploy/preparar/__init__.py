"""Everything that must exist before a service starts: users, topics, ACLs, buckets, roles, databases, tables.

One idempotent process; services never create or migrate.
"""

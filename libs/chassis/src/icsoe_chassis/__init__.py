"""The only owner of guarantees: database, outbox, relay, consumer, jobs, HTTP."""

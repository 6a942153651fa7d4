"""Events between the services: models, envelope and the catalogue of topics.

A leaf: it imports nothing of ours.
"""

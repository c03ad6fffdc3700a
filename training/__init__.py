"""Rebuilding the bundled models; nothing in ``qa/`` imports this package."""

"""Vraagbaak: ask a folder of reports; every statement comes with its page and its exact words."""

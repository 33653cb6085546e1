"""Marks for a followed write-up: what each question earns and why, and the report as data."""

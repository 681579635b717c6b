"""Seats without a language model: a documented utility model that speaks in composed sentences."""

"""How the talks run: session, stages, offers, gates, ratifiers, clock, resume and verify."""

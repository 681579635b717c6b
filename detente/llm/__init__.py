"""The one door to language models: SPECs, adapters, wrappers, the journal, fakes."""

"""What the framework costs beside the bare clients: ratios, measured side by side on one server."""

"""Print jobs: their states, and where they are kept."""

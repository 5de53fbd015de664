"""What prints of the past say: totals, materials, failures, and what the next print will take."""

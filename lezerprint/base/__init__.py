"""What all other packages may use: it imports none of them."""

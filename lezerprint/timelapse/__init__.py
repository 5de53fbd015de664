"""Time-lapses: pictures that are taken while a job is printed, and the films that are made of them."""

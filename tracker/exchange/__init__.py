"""What comes in and goes out: annexes, forms and reports as documents of an office."""

"""The ways in and out: each channel verifies, translates to the desk's words, renders back."""

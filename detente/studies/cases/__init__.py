"""Tests of prompts as data: what a seat sees, which act it is asked for, and what must then be true."""

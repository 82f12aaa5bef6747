"""SQL from outside: what may be asked, and how it is answered."""

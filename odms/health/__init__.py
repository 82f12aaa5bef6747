"""Health: whether links and endpoints answer, and whether datasets are as fresh as promised."""

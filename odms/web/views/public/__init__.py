"""The public side: home, search, dataset and agency pages, help, account."""

"""People: users, agencies, memberships and roles, tokens, and notices to them."""

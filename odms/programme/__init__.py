"""The national programme: policies, roadmap, networks of partners, training."""

"""Assessment: what everybody's work comes to, in the frameworks of others and in figures."""

"""DCAT 3 and DCAT-AP 3.0.1: catalogues in RDF, read and written by one set of tables."""

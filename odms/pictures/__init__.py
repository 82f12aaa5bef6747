"""Pictures: charts and maps as SVG. Pure: no Django."""

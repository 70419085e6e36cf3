"""The explorer: web pages that show the catalogue, and the same content as an HTTP API."""

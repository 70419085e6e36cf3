"""Surveys' tables and pictures, to rows in the catalogue and cutouts in the store."""

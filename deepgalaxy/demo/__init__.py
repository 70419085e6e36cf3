"""The main job, small: from a simulated merger to an answer about real galaxies."""

"""What Python users work with: models, catalogues, mergers; ``import deepgalaxy`` gives their names."""

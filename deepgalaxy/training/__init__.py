"""Training: data, augmentation, losses, the loop and its checkpoints; tuning; several processes."""

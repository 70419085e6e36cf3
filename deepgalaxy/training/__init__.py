"""Data order, augmentation, losses and the loop."""

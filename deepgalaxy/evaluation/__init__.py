"""How well a model does: errors by stage, calibration, retrieval, purity of classes, its card."""

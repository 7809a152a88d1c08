package bonsai.tag;

import bonsai.torch.PrecisionChoice;
import bonsai.torch.Torch;

/** The loaded engine, and what it computes products in. */
public record Compute(Torch torch, PrecisionChoice precision) {}

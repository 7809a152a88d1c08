package bonsai.train;

import bonsai.base.Setting;

/** How gates are trained, beside the weights. */
public record GateTraining(
    @Setting(
            label = "Gates' learning rate",
            help = "Adam's step size of log α, which neither decays nor is clipped.",
            initial = "0.1",
            min = 1e-6,
            max = 10)
        double learningRate,
    @Setting(
            label = "Multipliers' learning rate",
            help = "Where a number is to be kept: how fast the price of another number rises.",
            initial = "0.01",
            min = 1e-6,
            max = 10)
        double multiplierLearningRate,
    @Setting(
            label = "Ramp",
            help =
                "The share of the steps over which the target falls to the number to be kept; gates"
                    + " are trained at least so long.",
            initial = "0.5",
            min = 0.01,
            max = 1)
        double ramp,
    @Setting(
            label = "Freeze the encoder",
            help = "Train gates and classifier alone.",
            initial = "false")
        boolean freeze) {}

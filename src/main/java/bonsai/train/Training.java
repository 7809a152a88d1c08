package bonsai.train;

import bonsai.base.Setting;

/** How a stage trains: the {@code training} object of a run's spec. */
public record Training(
    @Setting(
            label = "Epochs",
            help = "How often the training split is seen.",
            unit = "epochs",
            initial = "3",
            min = 1,
            max = 1000)
        int epochs,
    @Setting(
            label = "Batch size",
            help = "Sentences per optimizer step.",
            unit = "sentences",
            initial = "32",
            min = 1,
            max = 4096)
        int batchSize,
    @Setting(
            label = "Learning rate",
            help = "AdamW's peak step size; 2e-5 to 5e-5 suits a pre-trained BERT.",
            initial = "5e-5",
            min = 0,
            max = 1)
        double learningRate,
    @Setting(
            label = "Warm-up",
            help = "The share of all steps over which the learning rate rises from 0 to its peak.",
            initial = "0.1",
            min = 0,
            max = 1)
        double warmup,
    @Setting(
            label = "Weight decay",
            help = "AdamW's decoupled decay of all weights but biases and LayerNorms.",
            initial = "0.01",
            min = 0,
            max = 1)
        double weightDecay,
    @Setting(
            label = "Clip norm",
            help = "Gradients with a larger global norm are scaled down to it; 0 turns it off.",
            initial = "1.0",
            min = 0)
        double clipNorm,
    @Setting(
            label = "Dropout",
            help = "The share of activations zeroed while training.",
            initial = "0.1",
            min = 0,
            max = 0.9)
        double dropout,
    @Setting(
            label = "Evaluate every",
            help =
                "Also score the valid split every so many steps; 0 leaves it to the epochs' ends.",
            unit = "steps",
            initial = "0",
            min = 0)
        int evaluateEvery,
    @Setting(
            label = "Patience",
            help = "Stop after so many evaluations without a better F1; 0 never stops early.",
            unit = "evaluations",
            initial = "0",
            min = 0)
        int patience) {}

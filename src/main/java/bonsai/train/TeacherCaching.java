package bonsai.train;

import bonsai.base.Setting;

/** Whether and where a teacher's outputs are kept. */
public record TeacherCaching(
    @Setting(
            label = "Keep outputs",
            help =
                "Compute the teacher's outputs once and keep them on the disk; else the teacher runs in every step.",
            initial = "true")
        boolean keep,
    @Setting(
            label = "Limit",
            help = "Above this size the teacher runs in every step instead.",
            unit = "GB",
            initial = "8",
            min = 0,
            max = 10000)
        double gigabytes) {
  /** Whether outputs of so many bytes are to be kept. */
  public boolean allows(long bytes) {
    return keep && bytes <= gigabytes * 1e9;
  }
}

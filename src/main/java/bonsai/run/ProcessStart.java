package bonsai.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * When a process started, as Linux counts it: by ticks since it was booted, which no setting of the
 * clock changes (proc_pid_stat(5)).
 *
 * @param mark tells the process from all others that had or will have its number
 * @param dead whether it has ended and its parent has yet to hear of it, which in containers may
 *     take for ever
 */
record ProcessStart(String mark, boolean dead) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  /** Where, behind the name, the state and the tick of the start stand. */
  private static final int STATE = 0;

  private static final int TICK = 19;

  /** Empty where there is no such process, or another system than Linux. */
  static Optional<ProcessStart> of(long pid) {
    try {
      var status = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name stands in parentheses and may hold anything.
      var fields = status.substring(status.lastIndexOf(')') + 2).split(" ");
      var mark = boot() + " " + fields[TICK];
      var state = fields[STATE];
      return Optional.of(new ProcessStart(mark, state.equals("Z") || state.equals("X")));
    } catch (IOException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** Tells one start of the machine from another; sandboxes may not say. */
  private static String boot() {
    try {
      return Files.readString(BOOT).strip();
    } catch (IOException e) {
      return "unknown boot";
    }
  }
}

package bonsai.run;

import bonsai.base.Machine;
import bonsai.base.Program;
import bonsai.torch.Precision;
import bonsai.torch.PrecisionChoice;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who runs a run, on what.
 *
 * @param version the program's
 * @param commit the program's commit, where its start knew it
 * @param engine what computes, as {@link StageRunner#engine}
 * @param threads how many threads it computes with
 * @param precision what matrix products are computed in, and why; logs of earlier versions do not
 *     say
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record WorkerInfo(
    long pid,
    String host,
    Machine machine,
    String java,
    String version,
    Optional<String> commit,
    String engine,
    int threads,
    Optional<Chosen> precision) {
  /**
   * What was chosen. No {@link PrecisionChoice}: whoever reads a log would load the engine's
   * classes with it, and the window must not.
   *
   * @param reason one sentence for people
   */
  public record Chosen(Precision precision, String reason) {
    static Chosen of(PrecisionChoice choice) {
      return new Chosen(choice.precision(), choice.reason());
    }
  }

  /** A worker that does not say what it computes products in. */
  public WorkerInfo(
      long pid,
      String host,
      Machine machine,
      String java,
      String version,
      Optional<String> commit,
      String engine,
      int threads) {
    this(pid, host, machine, java, version, commit, engine, threads, Optional.empty());
  }

  /** The worker that this process is. */
  static WorkerInfo here(String engine, int threads) {
    var program = Program.here();
    return new WorkerInfo(
        ProcessHandle.current().pid(),
        WorkerLock.hostName(),
        Machine.here(),
        Runtime.version().toString(),
        program.version(),
        program.commit(),
        engine,
        threads);
  }

  /** The same worker, computing products in that. */
  WorkerInfo computingIn(Chosen chosen) {
    return new WorkerInfo(
        pid, host, machine, java, version, commit, engine, threads, Optional.of(chosen));
  }

  /** Why it computes products in what it does, as a sentence to append; empty if nobody knows. */
  public String reason() {
    return precision.map(chosen -> " " + chosen.reason()).orElse("");
  }

  /** Whether what was faster for the other one is so here. */
  boolean isAsFastAs(WorkerInfo other) {
    return machine.hasProcessorOf(other.machine) && engine.equals(other.engine);
  }

  /** What differs so that going on here may not give the very bits of an uninterrupted run. */
  List<String> differences(WorkerInfo before) {
    var found = new ArrayList<String>();
    if (!machine.hasProcessorOf(before.machine)) {
      found.add(sentence("processor", before.machine.processor(), machine.processor()));
    }
    compare(found, "engine", before.engine, engine);
    compare(found, "number of threads", "" + before.threads, "" + threads);
    compare(found, "version", before.version, version);
    if (before.precision.isPresent() && precision.isPresent()) {
      compare(found, "precision", before.label(), label());
    }
    return found;
  }

  private static void compare(List<String> found, String what, String before, String now) {
    if (!before.equals(now)) {
      found.add(sentence(what, before, now));
    }
  }

  private static String sentence(String what, String before, String now) {
    return "the " + what + " was " + before + " and is now " + now;
  }

  private String label() {
    return precision.map(chosen -> chosen.precision().label()).orElse("");
  }
}

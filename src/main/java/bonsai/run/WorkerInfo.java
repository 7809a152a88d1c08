package bonsai.run;

import bonsai.base.Machine;
import bonsai.base.Program;
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
    int threads) {
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

  /** What differs so that going on here may not give the very bits of an uninterrupted run. */
  List<String> differences(WorkerInfo before) {
    var found = new ArrayList<String>();
    compare(found, "processor", before.machine.cpu(), machine.cpu());
    compare(found, "engine", before.engine, engine);
    compare(found, "number of threads", "" + before.threads, "" + threads);
    compare(found, "version", before.version, version);
    return found;
  }

  private static void compare(List<String> found, String what, String before, String now) {
    if (!before.equals(now)) {
      found.add("the " + what + " was " + before + " and is now " + now);
    }
  }
}

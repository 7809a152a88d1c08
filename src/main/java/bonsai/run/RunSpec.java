package bonsai.run;

import bonsai.base.Json;
import bonsai.base.RecordReader;
import bonsai.base.Setting;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.ner.DataSource;
import bonsai.ner.Unlabelled;
import bonsai.technique.Distil;
import bonsai.technique.Technique;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a run does: the content of {@code run.json}, written once.
 *
 * @param name what people call it, {@code [A-Za-z0-9_.-]{1,64}}
 * @param seed decides every random draw of the run
 * @param teacher the model that stages learn from; needed where one distils
 * @param stages the techniques in order; each starts from the model that the one before it left
 * @param checkpoint when the worker saves its state
 * @param limit the most parameters that the result may have
 */
public record RunSpec(
    @Setting(label = "Version", help = "The version of the spec's format.", initial = "1")
        int version,
    @Setting(label = "Name", help = "Letters, digits, dots, dashes and underscores, up to 64.")
        String name,
    @Setting(
            label = "Seed",
            help = "Decides every random draw; another seed gives another run of the same kind.",
            initial = "42")
        long seed,
    @Setting(
            label = "Device",
            help = "Where to compute: auto takes CUDA where it works, else the CPU.",
            initial = "\"auto\"")
        Device device,
    @Setting(
            label = "Precision",
            help = "What matrix products are computed in: auto times both on this machine.",
            initial = "\"auto\"")
        Precision precision,
    @Setting(
            label = "Data",
            help = "The corpus to learn from.",
            initial = "{\"source\":\"sample\"}")
        DataSource data,
    @Setting(label = "Start", help = "The model to start from.") Start start,
    @Setting(label = "Teacher", help = "The model that stages learn from, where one distils.")
        @JsonInclude(JsonInclude.Include.NON_ABSENT)
        Optional<ModelSource> teacher,
    List<Technique> stages,
    CheckpointPolicy checkpoint,
    @Setting(
            label = "Limit",
            help = "The most parameters that the result may have; empty for no limit.",
            unit = "parameters",
            min = 1)
        @JsonInclude(JsonInclude.Include.NON_ABSENT)
        OptionalLong limit) {
  /** The version this program reads and writes. */
  public static final int VERSION = 1;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  public RunSpec {
    stages = List.copyOf(stages);
    if (version != VERSION) {
      throw new UserException(
          "version is " + version + ", but this program reads version " + VERSION + ".");
    }
    if (!NAME.matcher(name).matches()) {
      throw new UserException(
          "name may hold 1 to 64 letters, digits, dots, dashes and underscores, not '"
              + name
              + "'.");
    }
    if (stages.isEmpty()) {
      throw new UserException("stages is empty: give at least one stage.");
    }
    for (var i = 0; i < stages.size(); i++) {
      if (stages.get(i).learns().isPresent() && teacher.isEmpty()) {
        throw new UserException(
            "teacher is missing: stage "
                + (i + 1)
                + " distils, so name a run, as in {\"run\": \"ID\"}, or a model folder.");
      }
    }
    if (limit.isPresent() && limit.getAsLong() < 1) {
      throw new UserException("limit must be at least 1 parameter, not " + limit.getAsLong() + ".");
    }
  }

  /**
   * Reads a spec file; relative paths in it are taken from the file's own folder.
   *
   * @throws UserException naming the file and the field or line at fault
   */
  public static RunSpec read(Path file) {
    return RecordReader.read(RunSpec.class, file)
        .resolvedAgainst(file.toAbsolutePath().normalize().getParent());
  }

  /** The spec as indented JSON, with every default written out. */
  public String toJson() {
    return Json.PRETTY.writeValueAsString(this) + "\n";
  }

  /**
   * Looks for all that a run of this spec reads, which is better missed before there is a run.
   *
   * @throws UserException naming what is not there
   */
  public void requireInputs(Workspace workspace) {
    start.folder(workspace);
    teacherFolder(workspace);
    switch (data.in(workspace)) {
      case DataSource.Folder(var folder) -> require(Files.isDirectory(folder), "folder", folder);
      case DataSource.Files files ->
          Stream.of(Optional.of(files.train()), files.valid(), files.test())
              .flatMap(Optional::stream)
              .forEach(file -> require(Files.isRegularFile(file), "file", file));
      case DataSource.Sample _, DataSource.Fetched _ -> {}
    }
    for (var stage : stages) {
      if (stage instanceof Distil distil) {
        distil.unlabelled().ifPresent(Unlabelled::bytes);
      }
    }
  }

  private static void require(boolean there, String what, Path place) {
    if (!there) {
      throw new UserException("The corpus is not there: " + place + " is no " + what + ".");
    }
  }

  /**
   * The folder of the teacher, if there is one.
   *
   * @throws UserException if there is no model in it
   */
  Optional<Path> teacherFolder(Workspace workspace) {
    return teacher.map(source -> source.modelFolder(workspace));
  }

  /** The number of the first stage that trains; of the last one if none does. */
  int firstTraining() {
    return IntStream.range(0, stages.size() - 1)
        .filter(stage -> stages.get(stage).trains().isPresent())
        .findFirst()
        .orElse(stages.size() - 1);
  }

  /** The same spec under another name. */
  public RunSpec named(String other) {
    return new RunSpec(
        version, other, seed, device, precision, data, start, teacher, stages, checkpoint, limit);
  }

  /** The same spec with another limit. */
  public RunSpec limited(OptionalLong other) {
    return new RunSpec(
        version, name, seed, device, precision, data, start, teacher, stages, checkpoint, other);
  }

  /** The same spec on another corpus. */
  public RunSpec on(DataSource other) {
    return new RunSpec(
        version, name, seed, device, precision, other, start, teacher, stages, checkpoint, limit);
  }

  /** The same spec with its relative paths taken from a folder. */
  public RunSpec resolvedAgainst(Path folder) {
    return new RunSpec(
        version,
        name,
        seed,
        device,
        precision,
        data.resolvedAgainst(folder),
        start.resolvedAgainst(folder),
        teacher.map(source -> source.resolvedAgainst(folder)),
        stages.stream().map(stage -> stage.resolvedAgainst(folder)).toList(),
        checkpoint,
        limit);
  }

  /** The same spec, naming other runs in the place of those it names. */
  RunSpec withRuns(UnaryOperator<String> ids) {
    return new RunSpec(
        version,
        name,
        seed,
        device,
        precision,
        data,
        switch (start) {
          case Start.FromRun run -> new Start.FromRun(ids.apply(run.id()));
          case Start.Pretrained model -> model;
          case Start.Untrained shape -> shape;
        },
        teacher.map(
            source ->
                switch (source) {
                  case Start.FromRun run -> new Start.FromRun(ids.apply(run.id()));
                  case Start.Pretrained model -> model;
                }),
        stages,
        checkpoint,
        limit);
  }

  /** Where to compute. */
  public enum Device {
    /** CUDA where it works, else the CPU. */
    AUTO,
    CPU,
    CUDA;

    /** The name in a spec. */
    @JsonValue
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What matrix products are computed in; parameters are always float32. */
  public enum Precision {
    /** Whatever a short timing finds faster on this machine. */
    AUTO,
    FLOAT32,
    BFLOAT16;

    /** The name in a spec. */
    @JsonValue
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** When the worker saves its state: whichever comes first. */
  public record CheckpointPolicy(
      @Setting(
              label = "Checkpoint after",
              help = "Save the state after so many optimizer steps; 0 goes by time alone.",
              unit = "steps",
              initial = "0",
              min = 0)
          int everySteps,
      @Setting(
              label = "Checkpoint every",
              help = "Save the state after so many minutes; 0 goes by steps alone.",
              unit = "minutes",
              initial = "5",
              min = 0,
              max = 1440)
          double everyMinutes) {}
}

package bonsai.model.pretrained;

import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.model.BertConfig;
import bonsai.model.Parameter;
import bonsai.model.Parameters;
import bonsai.torch.HostTensor;
import bonsai.torch.Safetensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings Google's BERT checkpoints (github.com/google-research/bert) under Hugging Face's names and
 * shapes, as transformers' {@code load_tf_weights_in_bert} does: {@code kernel} becomes {@code
 * weight} and is transposed, because TensorFlow stores a linear layer as {@code [inputs, outputs]}.
 * Pooler and masked-language-model head come along, where the checkpoint has them.
 */
final class GoogleBert {
  private static final Pattern LAYER = Pattern.compile("layer_(\\d+)");
  private static final String KERNEL = "kernel";

  private GoogleBert() {}

  /**
   * Writes a checkpoint as a safetensors file, one tensor at a time.
   *
   * @param config what the checkpoint must be; its labels play no part
   * @throws UserException if a parameter of the config's encoder is missing or of another shape
   */
  static void convert(TensorFlowCheckpoint checkpoint, BertConfig config, Path target) {
    var names = new LinkedHashMap<String, String>();
    for (var name : checkpoint.names()) {
      huggingFaceName(name).ifPresent(other -> names.put(other, name));
    }
    var shapes = new LinkedHashMap<String, long[]>();
    for (var parameter : Parameters.of(config).list()) {
      if (parameter.component() != Parameter.Component.CLASSIFIER) {
        shapes.put(parameter.name(), checked(parameter, checkpoint, names));
      }
    }
    for (var named : names.entrySet()) {
      shapes.computeIfAbsent(named.getKey(), _ -> shape(checkpoint, named.getValue()));
    }
    Safetensors.write(
        target, shapes, name -> tensor(checkpoint, names.get(name)), Map.of("format", "pt"));
  }

  /** The {@code config.json} of the converted checkpoint: an encoder, without any tags. */
  static String configJson(TensorFlowCheckpoint checkpoint, BertConfig config) {
    var root = (ObjectNode) Json.PRETTY.readTree(config.toJson());
    root.remove(List.of("id2label", "label2id"));
    var predicts = checkpoint.names().stream().anyMatch(name -> name.contains("cls/predictions/"));
    root.putArray("architectures").add(predicts ? "BertForMaskedLM" : "BertModel");
    return Json.PRETTY.writeValueAsString(root) + "\n";
  }

  /**
   * Hugging Face's name of a checkpoint's tensor; none for what is no part of the model (the
   * optimizer's state, the step).
   */
  static Optional<String> huggingFaceName(String name) {
    var path = name.startsWith("module/") ? name.substring("module/".length()) : name;
    if (!(path.startsWith("bert/") || path.startsWith("cls/"))
        || path.endsWith("/adam_m")
        || path.endsWith("/adam_v")) {
      return Optional.empty();
    }
    var parts = LAYER.matcher(path).replaceAll("layer.$1").replace('/', '.');
    var cut = parts.lastIndexOf('.') + 1;
    var prefix = parts.substring(0, cut);
    var last = parts.substring(cut);
    return Optional.of(
        prefix
            + switch (last) {
              case KERNEL, "gamma", "output_weights" -> "weight";
              case "beta", "output_bias" -> "bias";
              default -> last.endsWith("_embeddings") ? last + ".weight" : last;
            });
  }

  private static long[] checked(
      Parameter parameter, TensorFlowCheckpoint checkpoint, Map<String, String> names) {
    var name = names.get(parameter.name());
    if (name == null) {
      throw new UserException(
          "The checkpoint lacks " + parameter.name() + "; it is another model.");
    }
    var shape = shape(checkpoint, name);
    if (!Arrays.equals(shape, parameter.shape())) {
      throw new UserException(
          "The checkpoint's "
              + name
              + " has the shape "
              + Arrays.toString(shape)
              + " instead of "
              + Arrays.toString(parameter.shape())
              + "; it is another model.");
    }
    return shape;
  }

  private static long[] shape(TensorFlowCheckpoint checkpoint, String name) {
    var shape = checkpoint.shape(name);
    return isKernel(name, shape) ? new long[] {shape[1], shape[0]} : shape;
  }

  private static HostTensor tensor(TensorFlowCheckpoint checkpoint, String name) {
    var tensor = checkpoint.tensor(name);
    return isKernel(name, tensor.shape()) ? tensor.transpose2d() : tensor;
  }

  private static boolean isKernel(String name, long[] shape) {
    return name.endsWith("/" + KERNEL) && shape.length == 2;
  }
}

package bonsai.app.runs;

import bonsai.base.Json;
import bonsai.run.RunSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A place where two specs differ.
 *
 * @param path such as {@code stages[0].training.learningRate}
 * @param here the value in the one, as JSON but without quotes; empty if it has none there
 * @param there the value in the other
 */
record SpecDifference(String path, Optional<String> here, Optional<String> there) {
  /** All places where two specs differ, in the order of the first; names do not count. */
  static List<SpecDifference> between(RunSpec here, RunSpec there) {
    var left = values(here);
    var right = values(there);
    var paths = new LinkedHashSet<>(left.keySet());
    paths.addAll(right.keySet());
    paths.remove("name");
    var differences = new ArrayList<SpecDifference>();
    for (var path : paths) {
      var difference =
          new SpecDifference(
              path, Optional.ofNullable(left.get(path)), Optional.ofNullable(right.get(path)));
      if (!difference.here.equals(difference.there)) {
        differences.add(difference);
      }
    }
    return differences;
  }

  private static Map<String, String> values(RunSpec spec) {
    var values = new LinkedHashMap<String, String>();
    collect("", Json.LINE.valueToTree(spec), values);
    return values;
  }

  private static void collect(String path, JsonNode node, Map<String, String> values) {
    if (node.isObject() && !node.isEmpty()) {
      for (var field : node.properties()) {
        collect(
            path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
            field.getValue(),
            values);
      }
    } else if (node.isArray() && !node.isEmpty()) {
      for (var i = 0; i < node.size(); i++) {
        collect(path + "[" + i + "]", node.get(i), values);
      }
    } else {
      values.put(path, node.isString() ? node.stringValue() : node.toString());
    }
  }
}

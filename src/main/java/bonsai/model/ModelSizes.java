package bonsai.model;

import bonsai.base.IoReason;
import bonsai.base.UserException;
import bonsai.torch.StoredTensors;
import java.io.IOException;
import java.nio.file.Files;

/**
 * How large a model is. Zeros alone make a model neither shorter nor faster: the numbers stand side
 * by side.
 *
 * @param parameters all of them, zeros included
 * @param nonZero those that are not exactly 0
 * @param fileBytes of the file of weights, as it is
 * @param sparseBytes of that file if zeros are left out ({@link StoredTensors})
 */
public record ModelSizes(long parameters, long nonZero, long fileBytes, long sparseBytes) {
  /**
   * Reads all of a model's weights.
   *
   * @throws UserException if they cannot be read
   */
  public static ModelSizes of(ModelFolder folder) {
    var model = folder.load();
    var file = folder.path().resolve(ModelFolder.WEIGHTS);
    try {
      return new ModelSizes(
          model.parameterCount(),
          model.nonZeroCount(),
          Files.size(file),
          StoredTensors.sparseBytes(model.tensors(), ModelFolder.METADATA));
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }
}

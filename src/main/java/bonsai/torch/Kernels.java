package bonsai.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * The way into TorchScript: an object of the class in one of the {@link Source}s, with all that it
 * was given to keep. By one thread at a time.
 */
final class Kernels implements AutoCloseable {
  /** Where the code is: what is compiled anew for every object. */
  enum Source {
    NETWORK,
    ALGEBRA;

    String file() {
      return name().toLowerCase(Locale.ROOT) + ".py";
    }
  }

  private final Torch torch;
  private final PtSymbolBlock module;

  /** Loads a fresh object, which lives no longer than the manager. */
  Kernels(Torch torch, PtNDManager manager, Source source) {
    this.torch = torch;
    try {
      var archive = new ByteArrayInputStream(KernelArchive.bytes(source));
      module = JniUtils.loadModule(manager, archive, false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a method of one result gives for arguments without names. */
  Tensor call(Scope scope, String method, boolean gradients, Tensor... arguments) {
    var list = new NDList();
    for (var argument : arguments) {
      list.add(named("", argument.array()));
    }
    return call(scope, method, gradients, list);
  }

  /** What a method of one result gives. */
  Tensor call(Scope scope, String method, boolean gradients, NDList arguments) {
    return new Tensor(run(scope, method, gradients, arguments).head());
  }

  /**
   * All that a method gives, in the scope.
   *
   * @param gradients whether what is computed can be gone back through
   */
  NDList run(Scope scope, String method, boolean gradients, NDList arguments) {
    torch.enter(gradients);
    // A result belongs to the first argument's manager, so this one goes first and names the
    // method.
    var selector = named("module_method:" + method, scope.manager().create(0f));
    var list = new NDList(arguments.size() + 1);
    list.add(selector);
    list.addAll(arguments);
    // `true` keeps libtorch out of inference mode, whose results no later graph could use.
    return IValueUtils.forward(module, list, true);
  }

  /** An argument that goes into a map or a list of the method's; without a name, one by itself. */
  static NDArray named(String name, NDArray array) {
    array.setName(name.isEmpty() ? null : name);
    return array;
  }

  @Override
  public void close() {
    module.close();
  }
}

package bonsai.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The C library's heap, which holds PyTorch's arrays on a CPU. Blocks of many sizes leave gaps
 * between them, and a gap keeps the pages it once had: without help a training's memory creeps up
 * for hundreds of steps.
 */
public final class NativeHeap {
  /** glibc's {@code int malloc_trim(size_t)}; other C libraries have none. */
  private final Optional<MethodHandle> trim;

  @SuppressWarnings("restricted") // calls into the C library, as the engine itself does
  public NativeHeap() {
    var linker = Linker.nativeLinker();
    trim =
        linker
            .defaultLookup()
            .find("malloc_trim")
            .map(
                address ->
                    linker.downcallHandle(
                        address,
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG)));
  }

  /** Gives the pages of all free blocks back to the system, where the C library can. */
  public void releaseFreePages() {
    trim.ifPresent(
        function -> {
          try {
            var unused = (int) function.invokeExact(0L);
          } catch (Throwable e) {
            throw new IllegalStateException("malloc_trim", e);
          }
        });
  }
}

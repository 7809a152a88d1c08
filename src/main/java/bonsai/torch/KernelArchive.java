package bonsai.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Wraps the kernels' source text into the archive that libtorch loads as a TorchScript module:
 * {@code version}, an empty constants table, the code, and the pickle of one fresh {@code
 * __torch__.Kernels}.
 */
final class KernelArchive {
  /** A field's declaration in the class body, as in {@code " cursor : int"}. */
  private static final Pattern FIELD =
      Pattern.compile("^  (\\w+) : (Optional\\[.+]|int|float|bool)$", Pattern.MULTILINE);

  private static final String ONE_DNN_PRODUCT =
      "ops.mkldnn._linear_pointwise(x, weight, bias, \"none\", annotate(List[Optional[number]], []),"
          + " None)";

  private static final String USUAL_PRODUCT = "torch.linear(x, weight, bias)";

  private KernelArchive() {}

  /** The archive for this machine. */
  static byte[] bytes(Kernels.Source source) {
    return bytes(source, System.getProperty("os.arch"));
  }

  /**
   * The archive for a processor. PyTorch is built with oneDNN for x86-64, and libtorch takes no
   * code that calls what it does not have.
   *
   * @param processor as the system property {@code os.arch} names it
   */
  static byte[] bytes(Kernels.Source source, String processor) {
    var oneDnn = processor.equals("amd64") || processor.equals("x86_64");
    try (InputStream in = KernelArchive.class.getResourceAsStream(source.file())) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      var code = oneDnn ? text : text.replace(ONE_DNN_PRODUCT, USUAL_PRODUCT);
      var bytes = new ByteArrayOutputStream();
      try (var zip = new ZipOutputStream(bytes)) {
        // libtorch maps the entries in place: they must be stored, not deflated.
        zip.setMethod(ZipOutputStream.STORED);
        put(zip, "k/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        put(zip, "k/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
        put(zip, "k/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
        put(zip, "k/data.pkl", pickleOfFreshObject(code));
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pickle protocol 2: {@code Kernels.__new__(Kernels)} with every declared field at its zero. */
  private static byte[] pickleOfFreshObject(String code) throws IOException {
    var pickle = new ByteArrayOutputStream();
    pickle.write(new byte[] {(byte) 0x80, 2});
    pickle.write("c__torch__\nKernels\n".getBytes(StandardCharsets.US_ASCII));
    pickle.write(new byte[] {')', (byte) 0x81, '}', '('}); // (), NEWOBJ, {}, MARK
    var fields = FIELD.matcher(code);
    while (fields.find()) {
      var name = fields.group(1).getBytes(StandardCharsets.US_ASCII);
      pickle.write(new byte[] {'X', (byte) name.length, 0, 0, 0}); // BINUNICODE
      pickle.write(name);
      pickle.write(
          switch (fields.group(2)) {
            case "int" -> new byte[] {'K', 0}; // BININT1
            case "float" -> new byte[] {'G', 0, 0, 0, 0, 0, 0, 0, 0}; // BINFLOAT
            case "bool" -> new byte[] {(byte) 0x88}; // NEWTRUE
            default -> new byte[] {'N'}; // NONE
          });
    }
    pickle.write(new byte[] {'u', 'b', '.'}); // SETITEMS, BUILD, STOP
    return pickle.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    var entry = new ZipEntry(name);
    var checksum = new CRC32();
    checksum.update(content);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}

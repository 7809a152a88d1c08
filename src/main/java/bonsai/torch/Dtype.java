package bonsai.torch;

/** The element types a safetensors file may name, of whole bytes. */
public enum Dtype {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  F8_E4M3(1),
  F8_E5M2(1),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U64(8),
  U32(4),
  U16(2),
  U8(1),
  BOOL(1);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether every value of the type is one of float32, so that it can be widened to it. */
  public boolean fitsFloat32() {
    return this == F32 || this == F16 || this == BF16;
  }
}

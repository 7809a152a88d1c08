package bonsai.torch;

/** Where tensors live and products are computed. */
public enum Device {
  CPU,
  CUDA
}

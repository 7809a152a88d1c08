# Products, decompositions and pruning of single matrices, in TorchScript's serialised syntax (it reads as Python).
# They keep nothing, and so are not part of what holds a network: to load that takes libtorch many times as long.

class Kernels(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Multiplies [n, k] by [k, m] so many times in the compute type: for timing.
  def products(self: __torch__.Kernels, a: Tensor, b: Tensor, times: Tensor, compute: Tensor) -> Tensor:
    left = a.to(int(compute.item()))
    right = b.to(int(compute.item()))
    product = torch.mm(left, right)
    for i in range(int(times.item()) - 1):
      product = torch.mm(left, right)
    return torch.sum(product.to(6))

  # weight [n, m] float64 = u [n, r] x diag(s) x v [r, m], singular values descending.
  def svd(self: __torch__.Kernels, weight: Tensor) -> List[Tensor]:
    u, s, v = torch.linalg_svd(weight, False)
    return [torch.contiguous(u), s, torch.contiguous(v)]

  # The same of weight x S, where S S^T = moments [m, m], and S is taken out of v again. A little is
  # added to the diagonal, since inputs that never vary make the moments singular.
  def whitened_svd(self: __torch__.Kernels, weight: Tensor, moments: Tensor) -> List[Tensor]:
    ridge = torch.mul(torch.mean(torch.diagonal(moments)), 1e-10)
    scale = torch.linalg_cholesky(torch.add(moments, torch.diag(torch.mul(torch.ones_like(torch.diagonal(moments)), ridge))))
    u, s, v = torch.linalg_svd(torch.matmul(weight, scale), False)
    return [torch.contiguous(u), s, torch.contiguous(torch.linalg_solve_triangular(scale, v, upper=False, left=False, unitriangular=False))]

  # U [m, m] float64, upper triangular, with U^T U = (H + damping x mean(diag H) x 1)^-1 and
  # H = 2 X^T X / samples; and which inputs are always 0: their diagonal is set to 1 (SparseGPT, Frantar and
  # Alistarh, arXiv 2301.00774, section 3).  moments [m, m] float64 = X^T X, real = [samples, damping]
  def inverse_factor(self: __torch__.Kernels, moments: Tensor, real: Tensor) -> List[Tensor]:
    numbers = annotate(List[float], real.tolist())
    hessian = torch.mul(moments, 2.0 / numbers[0])
    diagonal = torch.diagonal(hessian)
    dead = torch.eq(diagonal, 0.0)
    torch.masked_fill_(diagonal, dead, 1.0)
    torch.add_(diagonal, float(torch.mean(diagonal).item()) * numbers[1])
    inverse = torch.cholesky_inverse(torch.linalg_cholesky(hessian))
    return [torch.linalg_cholesky(inverse, upper=True), dead.to(6)]

  # down [r, m] x moments [m, m] x down^T
  def moments_behind(self: __torch__.Kernels, down: Tensor, moments: Tensor) -> Tensor:
    return torch.mm(torch.mm(down, moments), torch.t(down))

  # The weights that SparseGPT leaves (algorithm 1 of the paper), weight [n, m] float64, factor and dead as
  # inverse_factor gives them.  real = [share of zeros, columns in a block, 1 for the 2 least of every 4]
  def sparse_gpt(self: __torch__.Kernels, weight: Tensor, factor: Tensor, dead: Tensor, real: Tensor) -> Tensor:
    numbers = annotate(List[float], real.tolist())
    block = int(numbers[1])
    fours = numbers[2] == 1.0
    w = torch.masked_fill(weight, torch.gt(dead, 0.5), 0.0)
    columns = torch.size(w, 1)
    for b in range((columns + block - 1) // block):
      start = b * block
      n = min(block, columns - start)
      u = torch.contiguous(torch.narrow(torch.narrow(factor, 0, start, n), 1, start, n))
      scale = torch.square(torch.diagonal(u))
      # Column by column is row by row of the transpose, which lies closer together.
      part = torch.contiguous(torch.t(torch.narrow(w, 1, start, n)))
      errors = torch.zeros_like(part)
      scores = torch.div(torch.square(part), torch.unsqueeze(scale, 1))
      zero = torch.zeros_like(part).to(11)
      if not fours:
        size = torch.numel(scores)
        rank = min(int(float(size) * numbers[0]), size - 1)
        threshold, index = torch.kthvalue(torch.view(scores, [-1]), rank + 1)
        zero = torch.le(scores, threshold)
      for i in range(n):
        if fours and i % 4 == 0:
          four = torch.div(torch.square(torch.narrow(part, 0, i, 4)), torch.unsqueeze(torch.narrow(scale, 0, i, 4), 1))
          least, which = torch.topk(four, 2, 0, False)
          torch.scatter_(torch.narrow(zero, 0, i, 4), 0, which, True)
        column = torch.select(part, 0, i)
        kept = torch.masked_fill(column, torch.select(zero, 0, i), 0.0)
        error = torch.div(torch.sub(column, kept), float(u[i][i].item()))
        rest = torch.narrow(part, 0, i, n - i)
        torch.addr_(rest, torch.narrow(torch.select(u, 0, i), 0, i, n - i), error, alpha=-1)
        torch.copy_(column, kept)
        torch.copy_(torch.select(errors, 0, i), error)
      torch.copy_(torch.narrow(w, 1, start, n), torch.t(part))
      end = start + n
      if end < columns:
        later = torch.narrow(torch.narrow(factor, 0, start, n), 1, end, columns - end)
        torch.sub_(torch.narrow(w, 1, end, columns - end), torch.mm(torch.t(errors), later))
    return w

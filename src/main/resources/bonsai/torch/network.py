# The kernels of a network, in TorchScript's serialised syntax (it reads as Python).
#
# One instance of this class holds one network: the float32 master weights, and for every matrix that
# takes part in a large product a copy in the compute type, which is the autograd leaf. bfloat16 lives
# only in here; every argument and result is float32 or integer.
#
# dtype numbers: 6 float32, 7 float64, 15 bfloat16, 4 int64.  T is a batch's padded pieces (B rows x L columns).
# Parameters carry Hugging Face's names; a plan (integer arrays) says how layers are put together.

class Kernels(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  masters : Optional[Dict[str, Tensor]]
  leaves : Optional[Dict[str, Tensor]]
  packed : Optional[Dict[str, __torch__.torch.classes.quantized.LinearPackedParamsBase]]
  moments : Optional[Dict[str, Tensor]]
  scratch : Optional[Tensor]
  table_gradient : Optional[Tensor]
  bank : Optional[Tensor]
  rows : Optional[Tensor]
  vocabulary : Optional[Tensor]
  plan : Optional[Dict[str, List[int]]]
  masks : Optional[Dict[str, Tensor]]
  real : Optional[Tensor]
  only : Optional[str]
  inputs : Optional[Dict[str, Tensor]]
  hidden : Optional[List[Tensor]]
  scores : Optional[List[Tensor]]
  noise : Optional[Dict[str, Tensor]]
  gate_rates : Optional[List[float]]
  only_gates : int
  compute : int
  dropout_rate : float
  layer_norm_eps : float
  cursor : int

  # ---- arrays -----------------------------------------------------------------------------------

  def copy_of(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.clone(x)

  # ---- loading ----------------------------------------------------------------------------------

  # Takes the weights (name -> float32) and the plan (name -> int64 vector); real = [layer_norm_eps].
  def adopt(self: __torch__.Kernels, weights: Dict[str, Tensor], plan: Dict[str, Tensor], compute: Tensor, real: Tensor) -> Tensor:
    self.masters = weights
    self.compute = int(compute.item())
    if self.compute == 12:
      self.compute = 6
      self.packed = annotate(Dict[str, __torch__.torch.classes.quantized.LinearPackedParamsBase], {})
    self.layer_norm_eps = float(real.item())
    numbers = annotate(Dict[str, List[int]], {})
    for key in plan.keys():
      numbers[key] = annotate(List[int], plan[key].tolist())
    self.plan = numbers
    self.leaves = annotate(Dict[str, Tensor], {})
    for name in weights.keys():
      if not (name == "bert.embeddings.word_embeddings.weight"):
        (self).adopt_leaf(name)
    return torch.zeros([1])

  # Query, key and value share their input: one leaf holds the three, one product computes them; of
  # factorised ones, the three first factors. That holds where all three are of the same kind.
  def leaf_name(self: __torch__.Kernels, name: str) -> str:
    masters = torch._unwrap_optional(self.masters)
    fused = name.replace(".self.query.", ".self.qkv.").replace(".self.key.", ".self.qkv.").replace(".self.value.", ".self.qkv.")
    if ".up." in name or ".correction." in name:
      return name
    for part in (self).parts(fused):
      if not (part in masters):
        return name
    return fused

  def parts(self: __torch__.Kernels, leaf: str) -> List[str]:
    if ".self.qkv." in leaf:
      return [leaf.replace(".qkv.", ".query."), leaf.replace(".qkv.", ".key."), leaf.replace(".qkv.", ".value.")]
    return [leaf]

  def is_matrix(self: __torch__.Kernels, name: str) -> bool:
    matrix = ".layer." in name or "embedding_projection" in name
    return matrix and not ("LayerNorm" in name) and not (self).is_fixed(name)

  # Weights that are not trained: how open the gates of an application's heads have been left.
  def is_fixed(self: __torch__.Kernels, name: str) -> bool:
    return name.endswith(".head_gates")

  def adopt_leaf(self: __torch__.Kernels, name: str) -> Tensor:
    masters = torch._unwrap_optional(self.masters)
    leaves = torch._unwrap_optional(self.leaves)
    leaf = (self).leaf_name(name)
    if not (leaf in leaves):
      parts = annotate(List[Tensor], [])
      for part in (self).parts(leaf):
        parts.append(masters[part])
      value = parts[0].detach()
      if len(parts) > 1:
        value = torch.cat(parts)
      if (self).is_matrix(leaf):
        value = value.to(self.compute)
        if self.packed is not None and leaf.endswith(".weight"):
          value = (self).pack(leaf, value)
      leaves[leaf] = torch.requires_grad_(value.detach())
    return leaves[leaf]

  # Quantises a matrix to int8, symmetric, a scale for each output, and packs it with its bias for products
  # with inputs that are quantised as they come (Jacob et al., arXiv 1712.05877). -> what has its shape alone
  def pack(self: __torch__.Kernels, leaf: str, weight: Tensor) -> Tensor:
    packed = torch._unwrap_optional(self.packed)
    scale = torch.clamp_min(torch.div(torch.amax(torch.abs(weight), [1], False), 127.0), 1e-12)
    zero = torch.zeros([torch.size(weight, 0)], dtype=4, layout=None, device=weight.device, pin_memory=False)
    quantised = torch.quantize_per_channel(weight, scale.to(7), zero, 0, 12)
    packed[leaf] = ops.quantized.linear_prepack(quantised, (self).bias_of(leaf))
    return torch.expand(torch.zeros([1, 1], dtype=6, layout=None, device=weight.device, pin_memory=False), torch.size(weight))

  # The bias that is added to what a leaf puts out: none behind a first factor or a correction.
  def bias_of(self: __torch__.Kernels, leaf: str) -> Optional[Tensor]:
    masters = torch._unwrap_optional(self.masters)
    biases = annotate(List[Tensor], [])
    for part in (self).parts(leaf):
      if not (".down." in part or ".correction." in part):
        name = part.replace(".up.weight", ".bias").replace(".weight", ".bias")
        if name in masters:
          biases.append(masters[name])
    if len(biases) > 0:
      return torch.cat(biases)
    return None

  # A master's part of its leaf, or of what has the leaf's shape.
  def part_of(self: __torch__.Kernels, whole: Tensor, name: str) -> Tensor:
    masters = torch._unwrap_optional(self.masters)
    found = whole
    start = 0
    for part in (self).parts((self).leaf_name(name)):
      size = torch.size(masters[part], 0)
      if part == name:
        found = torch.narrow(whole, 0, start, size)
      start = start + size
    return found

  # ---- dropout ----------------------------------------------------------------------------------

  # Drawing masks is serial on a CPU: a bank of masks (0 or 1/(1-p)) is drawn once, and every use reads
  # it at another position, which follows from the seed and the step alone.
  def fill_bank(self: __torch__.Kernels, size: Tensor, rate: Tensor) -> Tensor:
    masters = torch._unwrap_optional(self.masters)
    some = masters["classifier.weight"]
    keep = 1.0 - float(rate.item())
    self.dropout_rate = float(rate.item())
    uniform = torch.rand([int(size.item())], dtype=6, layout=None, device=some.device, pin_memory=False)
    self.bank = torch.div(torch.lt(uniform, keep).to(self.compute), keep)
    return torch.zeros([1])

  def dropout(self: __torch__.Kernels, x: Tensor, train: bool) -> Tensor:
    if not train or self.dropout_rate == 0.0:
      return x
    bank = torch._unwrap_optional(self.bank)
    n = torch.numel(x)
    free = torch.numel(bank) - n
    if free < 0:
      return torch.dropout(x, self.dropout_rate, True)
    start = self.cursor % (free + 1)
    self.cursor = self.cursor + n + 1000003
    return torch.mul(x, torch.view(torch.narrow(bank, 0, start, n), torch.size(x)))

  # ---- gates ------------------------------------------------------------------------------------

  # Weights named gates.heads.N or gates.units.N are log alpha of the gates on the N-th set of matrices, and
  # gates.applied.N of those on the heads of the N-th application alone; gates.multipliers are the two of a Lagrangian. They are float32 leaves like the others.
  def is_gate(self: __torch__.Kernels, name: str) -> bool:
    return name.startswith("gates.")

  # The names of the weights with log alpha, by the number of their set: a dictionary has no order.
  def gate_names(self: __torch__.Kernels) -> List[str]:
    leaves = torch._unwrap_optional(self.leaves)
    names = annotate(List[str], [])
    for part in ["heads", "units", "applied"]:
      for set in range(len(torch._unwrap_optional(self.plan)["heads"])):
        name = "gates." + part + "." + str(set)
        if name in leaves:
          names.append(name)
    return names

  # rates = [the gates' learning rate, the multipliers', 1 to train but gates and classifier nothing]
  def train_gates(self: __torch__.Kernels, rates: Tensor) -> Tensor:
    numbers = annotate(List[float], rates.tolist())
    self.gate_rates = numbers
    self.only_gates = int(numbers[2])
    return rates

  # Takes u, uniform between 0 and 1, for every gate in their order: for all passes of a step.
  def take_noise(self: __torch__.Kernels, uniform: Tensor) -> Tensor:
    masters = torch._unwrap_optional(self.masters)
    noise = annotate(Dict[str, Tensor], {})
    start = 0
    for name in (self).gate_names():
      n = torch.numel(masters[name])
      noise[name] = torch.narrow(uniform, 0, start, n)
      start = start + n
    self.noise = noise
    return uniform

  # z of the gates of that name [n], between 0 and 1. Sampled (Louizos et al., arXiv 1712.01312, equations 10
  # and 11): s = sigmoid((ln u - ln(1 - u) + log alpha) / beta), stretched to (gamma, zeta) and cut; when tagging
  # s = sigmoid(log alpha) (equation 13).  beta = 0.33, gamma = -0.1, zeta = 1.1
  def openness(self: __torch__.Kernels, name: str, train: bool) -> Tensor:
    log_alpha = torch._unwrap_optional(self.leaves)[name]
    s = torch.sigmoid(log_alpha)
    if train:
      u = torch._unwrap_optional(self.noise)[name]
      logistic = torch.sub(torch.log(u), torch.log1p(torch.neg(u)))
      s = torch.sigmoid(torch.div(torch.add(logistic, log_alpha), 0.33))
    return torch.clamp(torch.add(torch.mul(s, 1.2), -0.1), 0.0, 1.0)

  # context [B, h, L, d], each head times its gates: of the application as they have been left, of the set of
  # matrices, and of the application.
  def gated_heads(self: __torch__.Kernels, layer: str, own: str, context: Tensor, train: bool) -> Tensor:
    leaves = torch._unwrap_optional(self.leaves)
    fixed = own + ".attention.self.head_gates"
    if fixed in leaves:
      context = torch.mul(context, torch.view(leaves[fixed].to(self.compute), [1, -1, 1, 1]))
    set = "gates.heads." + layer.replace("bert.encoder.layer.", "")
    application = "gates.applied." + own.replace("bert.encoder.layer.", "")
    for name in [set, application]:
      if name in leaves:
        z = (self).openness(name, train).to(self.compute)
        context = torch.mul(context, torch.view(z, [1, -1, 1, 1]))
    return context

  # inner [n, I], each group of ceil(I / gates) units in a row times its gate; the last may have fewer.
  def gated_units(self: __torch__.Kernels, layer: str, inner: Tensor, train: bool) -> Tensor:
    name = "gates.units." + layer.replace("bert.encoder.layer.", "")
    if not (name in torch._unwrap_optional(self.leaves)):
      return inner
    z = (self).openness(name, train).to(self.compute)
    units = torch.size(inner, 1)
    size = (units + torch.size(z, 0) - 1) // torch.size(z, 0)
    each = torch.reshape(torch.expand(torch.unsqueeze(z, 1), [torch.size(z, 0), size]), [-1])
    return torch.mul(inner, torch.narrow(each, 0, 0, units))

  # z of all gates in their order.
  def all_openness(self: __torch__.Kernels, train: Tensor) -> Tensor:
    found = annotate(List[Tensor], [])
    for name in (self).gate_names():
      found.append((self).openness(name, train.item() == 1))
    return torch.detach(torch.cat(found))

  # Log alpha of all gates in their order.
  def log_alphas(self: __torch__.Kernels) -> Tensor:
    leaves = torch._unwrap_optional(self.leaves)
    found = annotate(List[Tensor], [])
    for name in (self).gate_names():
      found.append(leaves[name])
    return torch.cat(found)

  # The sum of the gates' probabilities not to be 0: sigmoid(log alpha - beta ln(-gamma / zeta)) (equation 12).
  def open_gates(self: __torch__.Kernels) -> Tensor:
    return torch.sum(torch.sigmoid(torch.add((self).log_alphas(), 0.7913054)))

  def gate_penalty(self: __torch__.Kernels, share: Tensor) -> Tensor:
    return torch.mul((self).open_gates(), float(share.item()))

  # l1 (s - t) + l2 (s - t)^2, where s is the expected share of open gates (Xia et al., arXiv 2204.00408,
  # section 3.3).  real = [t, what the whole is multiplied with]
  def gate_lagrangian(self: __torch__.Kernels, real: Tensor) -> Tensor:
    numbers = annotate(List[float], real.tolist())
    multipliers = torch._unwrap_optional(self.leaves)["gates.multipliers"]
    all = torch.numel((self).log_alphas())
    excess = torch.sub(torch.div((self).open_gates(), float(all)), numbers[0])
    first = torch.mul(torch.select(multipliers, 0, 0), excess)
    second = torch.mul(torch.select(multipliers, 0, 1), torch.square(excess))
    return torch.mul(torch.add(first, second), numbers[1])

  # ---- the network ------------------------------------------------------------------------------

  # Starts an optimizer step over these ids [B, L]: only the rows of the word embeddings that occur
  # become a leaf, so that their gradient is small.
  def begin(self: __torch__.Kernels, ids: Tensor, cursor: Tensor) -> Tensor:
    masters = torch._unwrap_optional(self.masters)
    leaves = torch._unwrap_optional(self.leaves)
    vocabulary, inverse, counts = torch._unique2(ids, True, False, False)
    table = masters["bert.embeddings.word_embeddings.weight"]
    self.vocabulary = vocabulary
    self.rows = torch.requires_grad_(torch.index_select(table, 0, vocabulary))
    self.cursor = int(cursor.item())
    if self.only_gates == 1:
      self.rows = torch.detach(torch._unwrap_optional(self.rows))
    for name in leaves.keys():
      leaf = torch.detach(leaves[name])
      beside = (self).is_gate(name) or name.startswith("distillation.") or name.startswith("classifier.")
      if (self.only_gates == 0 or beside) and not (self).is_fixed(name):
        leaf = torch.requires_grad_(leaf)
      leaves[name] = leaf
    return vocabulary

  def layer_norm(self: __torch__.Kernels, name: str, x: Tensor) -> Tensor:
    leaves = torch._unwrap_optional(self.leaves)
    weight = leaves[name + ".weight"]
    return torch.layer_norm(x, [torch.size(weight, 0)], weight, leaves[name + ".bias"], self.layer_norm_eps)

  # x times the matrix of that leaf, and its bias, which int8 has packed with the matrix.
  def affine(self: __torch__.Kernels, leaf: str, x: Tensor, bias: Optional[Tensor]) -> Tensor:
    packed = self.packed
    if packed is not None:
      if leaf in torch._unwrap_optional(packed):
        return ops.quantized.linear_dynamic(x, torch._unwrap_optional(packed)[leaf], True)
    weight = torch._unwrap_optional(self.leaves)[leaf]
    if self.compute == 6 and not torch.is_grad_enabled() and not x.is_cuda:
      return (self).product_alone(x, weight, bias)
    return torch.linear(x, weight, bias)

  # The same on a CPU in float32, by oneDNN, which is a fifth faster there than what linear takes, and has no
  # gradient. KernelArchive puts linear here where PyTorch has no oneDNN.
  def product_alone(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, weight, bias, "none", annotate(List[Optional[number]], []), None)

  # As affine, of a matrix that is stored whole, or as the product of two factors: up [out, r], down [r, in].
  def product(self: __torch__.Kernels, name: str, x: Tensor, bias: Optional[Tensor]) -> Tensor:
    leaves = torch._unwrap_optional(self.leaves)
    if (name + ".weight") in leaves:
      return (self).affine(name + ".weight", x, bias)
    return (self).affine(name + ".up.weight", (self).affine(name + ".down.weight", x, None), bias)

  # What an application adds to a matrix that it shares with others: a product of two factors.
  def corrected(self: __torch__.Kernels, own: str, x: Tensor, y: Tensor) -> Tensor:
    leaves = torch._unwrap_optional(self.leaves)
    if (own + ".correction.down.weight") in leaves:
      return torch.add(y, (self).product(own + ".correction", x, None))
    return y

  def linear(self: __torch__.Kernels, name: str, own: str, x: Tensor) -> Tensor:
    (self).record([name], x)
    y = (self).product(name, x, torch._unwrap_optional(self.leaves)[name + ".bias"])
    return (self).corrected(own, x, y)

  # Query, key and value of x [B*L, H], each [B*L, h*d].
  def query_key_value(self: __torch__.Kernels, name: str, own: str, x: Tensor) -> List[Tensor]:
    leaves = torch._unwrap_optional(self.leaves)
    (self).record([name + "query", name + "key", name + "value"], x)
    bias = leaves[name + "qkv.bias"]
    width = torch.size(bias, 0) // 3
    three = annotate(List[Tensor], [])
    if (name + "qkv.weight") in leaves:
      y = (self).affine(name + "qkv.weight", x, bias)
      for i in range(3):
        three.append(torch.narrow(y, 1, i * width, width))
    else:
      down = x
      fused = (name + "qkv.down.weight") in leaves
      if fused:
        down = (self).affine(name + "qkv.down.weight", x, None)
      start = 0
      for part in ["query", "key", "value"]:
        part_bias = torch.narrow(bias, 0, len(three) * width, width)
        if fused:
          up = name + part + ".up.weight"
          rank = torch.size(leaves[up], 1)
          three.append((self).affine(up, torch.narrow(down, 1, start, rank), part_bias))
          start = start + rank
        else:
          three.append((self).product(name + part, x, part_bias))
    if (own + "query.correction.down.weight") in leaves:
      corrected = annotate(List[Tensor], [])
      for part in ["query", "key", "value"]:
        corrected.append(torch.add(three[len(corrected)], (self).product(own + part + ".correction", x, None)))
      return corrected
    return three

  # ids [B, L] -> [B*L, H] in the compute type.
  def embed(self: __torch__.Kernels, ids: Tensor, train: bool) -> Tensor:
    masters = torch._unwrap_optional(self.masters)
    leaves = torch._unwrap_optional(self.leaves)
    L = torch.size(ids, 1)
    if train:
      rows = torch._unwrap_optional(self.rows)
      vocabulary = torch._unwrap_optional(self.vocabulary)
      words = torch.embedding(rows, torch.searchsorted(vocabulary, ids))
    else:
      words = torch.embedding(masters["bert.embeddings.word_embeddings.weight"], ids)
    if "bert.embeddings.embedding_projection.weight" in leaves:
      words = (self).affine("bert.embeddings.embedding_projection.weight", words.to(self.compute), None).to(6)
    positions = torch.slice(leaves["bert.embeddings.position_embeddings.weight"], 0, 0, L)
    types = torch.select(leaves["bert.embeddings.token_type_embeddings.weight"], 0, 0)
    x = torch.add(torch.add(words, positions), types)
    x = (self).layer_norm("bert.embeddings.LayerNorm", x)
    x = torch.view(x, [-1, torch.size(x, 2)])
    return (self).dropout(x.to(self.compute), train)

  # The rows of x [B*L, H] that are wanted: all, or those of these numbers.
  def chosen(self: __torch__.Kernels, x: Tensor, wanted: Optional[Tensor]) -> Tensor:
    if wanted is not None:
      return torch.index_select(x, 0, torch._unwrap_optional(wanted))
    return x

  # What a block puts out that has lost all its heads or units, with as many rows as x [n, H].
  def only_bias(self: __torch__.Kernels, name: str, x: Tensor) -> Tensor:
    return torch.expand_as(torch._unwrap_optional(self.leaves)[name + ".bias"], x)

  # x [B*L, H], bias [B, 1, 1, L] (0, or very negative on padding) -> the wanted rows of [B*L, H]. On a CPU
  # the fused operator is faster for a single sentence alone, and knows no masks from a bank.
  def attention(self: __torch__.Kernels, layer: str, own: str, x: Tensor, bias: Tensor, heads: int, train: bool, wanted: Optional[Tensor]) -> Tensor:
    B = torch.size(bias, 0)
    L = torch.size(bias, 3)
    if heads == 0:
      if self.scores is not None:
        none = torch.zeros([B, L, L], dtype=self.compute, layout=None, device=x.device, pin_memory=False)
        torch._unwrap_optional(self.scores).append(none)
      return (self).only_bias(layer + ".attention.output.dense", (self).chosen(x, wanted))
    split = annotate(List[Tensor], [])
    for part in (self).query_key_value(layer + ".attention.self.", own + ".attention.self.", x):
      split.append(torch.transpose(torch.view(part, [B, L, heads, -1]), 1, 2))
    q = split[0]
    k = split[1]
    v = split[2]
    d = torch.size(q, 3)
    kept = self.scores
    if (train and self.dropout_rate > 0.0) or kept is not None or (B > 1 and not x.is_cuda):
      q = torch.reshape(torch.mul(q, float(d) ** -0.5), [B * heads, L, d])
      k = torch.reshape(k, [B * heads, L, d])
      v = torch.reshape(v, [B * heads, L, d])
      scores = torch.view(torch.bmm(q, torch.transpose(k, 1, 2)), [B, heads, L, L])
      if kept is not None:
        torch._unwrap_optional(kept).append(torch.mean(scores, [1], False, dtype=None))
      probabilities = torch.softmax(torch.add(scores, bias), -1)
      probabilities = (self).dropout(probabilities, train)
      context = torch.view(torch.bmm(torch.view(probabilities, [B * heads, L, L]), v), [B, heads, L, d])
    else:
      context = torch.scaled_dot_product_attention(q, k, v, bias)
    context = (self).gated_heads(layer, own, context, train)
    context = (self).chosen(torch.reshape(torch.transpose(context, 1, 2), [B * L, heads * d]), wanted)
    return (self).linear(layer + ".attention.output.dense", own + ".attention.output.dense", context)

  # Numbered as in Activation.java. The archive's version knows no gelu that approximates.
  def activation(self: __torch__.Kernels, x: Tensor) -> Tensor:
    number = torch._unwrap_optional(self.plan)["activation"][0]
    if number == 1:
      cubic = torch.mul(torch.add(x, torch.mul(torch.mul(torch.square(x), x), 0.044715)), 0.7978845608028654)
      return torch.mul(torch.mul(x, 0.5), torch.add(torch.tanh(cubic), 1.0))
    if number == 2:
      return torch.relu(x)
    if number == 3:
      return torch.silu(x)
    if number == 4:
      return torch.tanh(x)
    return torch.gelu(x)

  def feed_forward(self: __torch__.Kernels, layer: str, own: str, x: Tensor, train: bool) -> Tensor:
    if not ((layer + ".intermediate.dense.bias") in torch._unwrap_optional(self.leaves)):
      return (self).only_bias(layer + ".output.dense", x)
    inner = (self).activation((self).linear(layer + ".intermediate.dense", own + ".intermediate.dense", x))
    inner = (self).gated_units(layer, inner, train)
    return (self).linear(layer + ".output.dense", own + ".output.dense", inner)

  # The i-th application: its attention, feed-forward and LayerNorms may be other applications', too.
  # -> the wanted rows of its output
  def encoder_layer(self: __torch__.Kernels, i: int, x: Tensor, bias: Tensor, train: bool, wanted: Optional[Tensor]) -> Tensor:
    plan = torch._unwrap_optional(self.plan)
    layer = "bert.encoder.layer."
    own = layer + str(i)
    attention = layer + str(plan["attention"][i])
    feed_forward = layer + str(plan["feed_forward"][i])
    a = (self).dropout((self).attention(attention, own, x, bias, plan["heads"][i], train, wanted), train)
    norm = layer + str(plan["attention_norms"][i])
    x = (self).layer_norm(norm + ".attention.output.LayerNorm", torch.add((self).chosen(x, wanted), a))
    f = (self).dropout((self).feed_forward(feed_forward, own, x, train), train)
    norm = layer + str(plan["feed_forward_norms"][i])
    return (self).layer_norm(norm + ".output.LayerNorm", torch.add(x, f))

  # ids, mask [B, L] int64 -> logits [B, L, labels] float32.  mode = [train, keep the hidden states,
  # keep the attention scores]; what is kept stays in here until the next pass, in the compute type:
  # the embeddings' and every layer's output [B*L, H]; every layer's scores, mean over heads [B, L, L].
  # places [n] int64: where in B*L logits are wanted, in rising order; elsewhere they are 0, and what only
  # they need is left out: all of the last layer behind its attention. Without any, logits are everywhere.
  def forward(self: __torch__.Kernels, ids: Tensor, mask: Tensor, mode: Tensor, places: Tensor) -> Tensor:
    flags = annotate(List[int], mode.tolist())
    train = flags[0] == 1
    hidden = annotate(List[Tensor], [])
    self.scores = None
    if flags[2] == 1:
      self.scores = annotate(List[Tensor], [])
    leaves = torch._unwrap_optional(self.leaves)
    plan = torch._unwrap_optional(self.plan)
    B = torch.size(ids, 0)
    L = torch.size(ids, 1)
    bias = torch.mul(torch.sub(1, mask), -30000.0).to(self.compute)
    bias = torch.view(bias, [B, 1, 1, L])
    x = (self).embed(ids, train)
    if flags[1] == 1:
      hidden.append(x)
    wanted = annotate(Optional[Tensor], None)
    layers = len(plan["heads"])
    for i in range(layers):
      if i == layers - 1 and torch.numel(places) > 0:
        wanted = places
      x = (self).encoder_layer(i, x, bias, train, wanted)
      if flags[1] == 1:
        hidden.append(x)
    self.hidden = hidden
    x = (self).dropout(x, train).to(6)
    logits = torch.linear(x, leaves["classifier.weight"], leaves["classifier.bias"])
    if wanted is not None:
      everywhere = torch.zeros([B * L, torch.size(logits, 1)], dtype=6, layout=None, device=logits.device, pin_memory=False)
      logits = torch.index_copy(everywhere, 0, torch._unwrap_optional(wanted), logits)
    return torch.view(logits, [B, L, -1])

  # ---- calibration ------------------------------------------------------------------------------

  # From now on only the matrices of the layer of this number in their names are noted; of all if it is -1.
  def record_only(self: __torch__.Kernels, layer: Tensor) -> Tensor:
    number = int(layer.item())
    self.only = None
    if number >= 0:
      self.only = "bert.encoder.layer." + str(number) + "."
    return layer

  # Runs the network on ids, mask [B, L] and adds, for every matrix of the layers, X^T X [m, m] float64 of
  # its inputs to what earlier calls found: X has a row for each real piece and application.
  def record_inputs(self: __torch__.Kernels, ids: Tensor, mask: Tensor, mode: Tensor) -> Tensor:
    known = self.inputs
    if known is None:
      self.inputs = annotate(Dict[str, Tensor], {})
    self.real = torch.view(torch.nonzero(torch.view(mask, [-1])), [-1])
    logits = (self).forward(ids, mask, mode, torch.slice(torch.view(ids, [-1]), 0, 0, 0))
    self.real = None
    return logits

  # What has been recorded by matrix; those that share their input share the tensor.
  def take_inputs(self: __torch__.Kernels) -> Dict[str, Tensor]:
    inputs = torch._unwrap_optional(self.inputs)
    self.inputs = None
    return inputs

  # Notes x [B*L, m], the input of these matrices; does nothing unless inputs are being recorded.
  def record(self: __torch__.Kernels, names: List[str], x: Tensor) -> Tensor:
    real = self.real
    only = self.only
    wanted = real is not None
    if only is not None:
      wanted = wanted and names[0].startswith(torch._unwrap_optional(only))
    if wanted:
      inputs = torch._unwrap_optional(self.inputs)
      rows = torch.index_select(x, 0, torch._unwrap_optional(real)).to(7)
      moments = torch.mm(torch.t(rows), rows)
      if names[0] in inputs:
        torch.add_(inputs[names[0]], moments)
      else:
        for name in names:
          inputs[name] = moments
    return x

  # ---- the objective ----------------------------------------------------------------------------

  # Mean over the labels that count; `total` is their number in the whole optimizer step.
  def cross_entropy(self: __torch__.Kernels, logits: Tensor, labels: Tensor, total: Tensor) -> Tensor:
    classes = torch.size(logits, 2)
    sum = torch.cross_entropy_loss(torch.view(logits, [-1, classes]), torch.view(labels, [-1]), None, 2, -100, 0.0)
    return torch.div(sum, total)

  # KL(teacher || student) of the softened tags, times T^2 since its gradient shrinks by that (Hinton
  # et al., arXiv 1503.02531): summed over tags and pieces and divided by total.  real = [T, total]
  def soft_loss(self: __torch__.Kernels, logits: Tensor, teacher: Tensor, mask: Tensor, real: Tensor) -> Tensor:
    numbers = annotate(List[float], real.tolist())
    t = numbers[0]
    student = torch.log_softmax(torch.div(logits, t), -1)
    target = torch.log_softmax(torch.div(teacher, t), -1)
    divergence = torch.sum(torch.mul(torch.exp(target), torch.sub(target, student)), [-1], False, dtype=None)
    return torch.mul(torch.sum(torch.mul(divergence, mask.to(6))), t * t / numbers[1])

  # What was kept, as the bytes of bfloat16: bfloat16 itself must not leave.
  def bytes_of(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.view_copy(torch.contiguous(torch.detach(x).to(15)), dtype=1)

  # -> [n, B*L, 2H] int8
  def kept_states(self: __torch__.Kernels, layers: Tensor) -> Tensor:
    hidden = torch._unwrap_optional(self.hidden)
    chosen = annotate(List[Tensor], [])
    for layer in annotate(List[int], layers.tolist()):
      chosen.append(hidden[layer])
    return (self).bytes_of(torch.stack(chosen))

  # -> [n, B, L, 2L] int8
  def kept_scores(self: __torch__.Kernels, layers: Tensor) -> Tensor:
    scores = torch._unwrap_optional(self.scores)
    chosen = annotate(List[Tensor], [])
    for layer in annotate(List[int], layers.tolist()):
      chosen.append(scores[layer])
    return (self).bytes_of(torch.stack(chosen))

  # The student's kept state at that place, through the pair's projection where there is one.
  def student_state(self: __torch__.Kernels, pair: int, layer: int) -> Tensor:
    leaves = torch._unwrap_optional(self.leaves)
    state = torch._unwrap_optional(self.hidden)[layer]
    projection = "distillation.layer." + str(pair) + ".projection"
    if (projection + ".weight") in leaves:
      state = torch.linear(state, leaves[projection + ".weight"], leaves[projection + ".bias"])
    return state.to(6)

  # Mean squared difference of hidden states over pieces and width, mean over the pairs.
  # teacher [n, B*L, 2H] int8, layers = the student's [n], mask [B, L], total = pieces of the whole step
  def hidden_loss(self: __torch__.Kernels, teacher: Tensor, layers: Tensor, mask: Tensor, total: Tensor) -> Tensor:
    targets = torch.view_copy(teacher, dtype=15)
    real = torch.view(mask, [-1, 1]).to(6)
    students = annotate(List[int], layers.tolist())
    sum = torch.zeros([], dtype=6, layout=None, device=mask.device, pin_memory=False)
    for pair in range(len(students)):
      difference = torch.sub((self).student_state(pair, students[pair]), targets[pair].to(6))
      sum = torch.add(sum, torch.sum(torch.mul(torch.square(difference), real)))
    return torch.div(sum, torch.mul(total, float(torch.size(targets, 2) * len(students))))

  # The inner products of a sentence's states, divided by their width: [B, L, L], free of any basis.
  def gram(self: __torch__.Kernels, state: Tensor, mask: Tensor) -> Tensor:
    width = torch.size(state, 1)
    states = torch.mul(torch.view(state, [torch.size(mask, 0), torch.size(mask, 1), width]), torch.unsqueeze(mask, 2).to(6))
    return torch.div(torch.bmm(states, torch.transpose(states, 1, 2)), float(width))

  # As hidden_loss, of Gram matrices, over pairs of pieces: needs no projection. total = those pairs
  def gram_loss(self: __torch__.Kernels, teacher: Tensor, layers: Tensor, mask: Tensor, total: Tensor) -> Tensor:
    targets = torch.view_copy(teacher, dtype=15)
    students = annotate(List[int], layers.tolist())
    hidden = torch._unwrap_optional(self.hidden)
    sum = torch.zeros([], dtype=6, layout=None, device=mask.device, pin_memory=False)
    for pair in range(len(students)):
      student = (self).gram(hidden[students[pair]].to(6), mask)
      difference = torch.sub(student, (self).gram(targets[pair].to(6), mask))
      sum = torch.add(sum, torch.sum(torch.square(difference)))
    return torch.div(sum, torch.mul(total, float(len(students))))

  # Mean squared difference of the attention scores, mean over heads (TextBrewer's attention_mse_sum,
  # arXiv 2002.12620, but for a factor). teacher [n, B, L, 2L] int8, total = pairs of pieces
  def score_loss(self: __torch__.Kernels, teacher: Tensor, layers: Tensor, mask: Tensor, total: Tensor) -> Tensor:
    targets = torch.view_copy(teacher, dtype=15)
    students = annotate(List[int], layers.tolist())
    scores = torch._unwrap_optional(self.scores)
    real = torch.mul(torch.unsqueeze(mask, 2), torch.unsqueeze(mask, 1)).to(6)
    sum = torch.zeros([], dtype=6, layout=None, device=mask.device, pin_memory=False)
    for pair in range(len(students)):
      difference = torch.mul(torch.sub(scores[students[pair]].to(6), targets[pair].to(6)), real)
      sum = torch.add(sum, torch.sum(torch.square(difference)))
    return torch.div(sum, torch.mul(total, float(len(students))))

  def weighted_sum(self: __torch__.Kernels, terms: List[Tensor], weights: Tensor) -> Tensor:
    numbers = annotate(List[float], weights.tolist())
    sum = torch.mul(terms[0], numbers[0])
    for i in range(1, len(terms)):
      sum = torch.add(sum, torch.mul(terms[i], numbers[i]))
    return sum

  def backward(self: __torch__.Kernels, loss: Tensor) -> Tensor:
    torch.backward(loss)
    self.hidden = None
    self.scores = None
    return torch.detach(loss)

  # ---- the optimizer ----------------------------------------------------------------------------

  # Weights that are 0 in these, by name, are to stay 0.
  def keep_zeros(self: __torch__.Kernels, weights: Dict[str, Tensor]) -> Tensor:
    known = self.masks
    if known is None:
      self.masks = annotate(Dict[str, Tensor], {})
    masks = torch._unwrap_optional(self.masks)
    for name in weights.keys():
      masks[name] = torch.eq(weights[name], 0.0)
    return torch.zeros([1])

  # A weight that stays 0 has no gradient. Its moments are then 0 and AdamW leaves it at exactly 0.
  def mask_gradients(self: __torch__.Kernels) -> int:
    count = 0
    known = self.masks
    if known is not None:
      masks = torch._unwrap_optional(known)
      for name in masks.keys():
        if (self).has_gradient(name):
          torch.masked_fill_((self).gradient_of(name), masks[name], 0.0)
          count = count + 1
    return count

  # The global L2 norm of the gradients, behind the masks and without the gates'. A bfloat16 gradient is widened first, for a float32 sum.
  def gradient_norm(self: __torch__.Kernels, like: Tensor) -> Tensor:
    masked = (self).mask_gradients()
    leaves = torch._unwrap_optional(self.leaves)
    scratch = torch._unwrap_optional(self.scratch)
    squares = annotate(List[Tensor], [])
    for name in leaves.keys():
      found = (self).gradient_in(leaves[name])
      if found is not None and not (self).is_gate(name):
        gradient = torch.view(torch._unwrap_optional(found), [-1])
        if (self).is_matrix(name) and not self.compute == 6:
          wide = torch.narrow(scratch, 0, 0, torch.numel(gradient))
          gradient = torch.copy_(wide, gradient)
        squares.append(torch.dot(gradient, gradient))
    rows = (self).gradient_in(torch._unwrap_optional(self.rows))
    if rows is not None:
      gradient = torch.view(torch._unwrap_optional(rows), [-1])
      squares.append(torch.dot(gradient, gradient))
    return torch.sqrt(torch.sum(torch.stack(squares)))

  # Name -> gradient of the current step, float32; parameters without one are absent.
  def gradients(self: __torch__.Kernels) -> Dict[str, Tensor]:
    masters = torch._unwrap_optional(self.masters)
    result = annotate(Dict[str, Tensor], {})
    for name in masters.keys():
      if (self).has_gradient(name):
        if (self).is_table(name):
          result[name] = (self).spread_rows(torch.zeros_like(masters[name]))
        else:
          result[name] = torch.clone((self).gradient_of(name)).to(6)
    return result

  def is_table(self: __torch__.Kernels, name: str) -> bool:
    return name == "bert.embeddings.word_embeddings.weight"

  def has_gradient(self: __torch__.Kernels, name: str) -> bool:
    if (self).is_table(name):
      return (self).gradient_in(torch._unwrap_optional(self.rows)) is not None
    return (self).gradient_in(torch._unwrap_optional(self.leaves)[(self).leaf_name(name)]) is not None

  # The gradient of a leaf; none where it is not trained.
  def gradient_in(self: __torch__.Kernels, leaf: Tensor) -> Optional[Tensor]:
    if leaf.requires_grad:
      return leaf.grad
    return None

  # The gradient of a master other than the table of word embeddings, as the leaf has it.
  def gradient_of(self: __torch__.Kernels, name: str) -> Tensor:
    leaf = torch._unwrap_optional(self.leaves)[(self).leaf_name(name)]
    return (self).part_of(torch._unwrap_optional(leaf.grad), name)

  # Writes the gradient of the rows of the word embeddings into a table of zeros.
  def spread_rows(self: __torch__.Kernels, table: Tensor) -> Tensor:
    gradient = torch._unwrap_optional(torch._unwrap_optional(self.rows).grad)
    return torch.index_copy_(table, 0, torch._unwrap_optional(self.vocabulary), gradient)

  def adopt_moments(self: __torch__.Kernels, moments: Dict[str, Tensor]) -> Tensor:
    masters = torch._unwrap_optional(self.masters)
    leaves = torch._unwrap_optional(self.leaves)
    self.moments = moments
    largest = 0
    for name in leaves.keys():
      largest = max(largest, torch.numel(leaves[name]))
    self.scratch = torch.zeros([largest], dtype=6, layout=None, device=masters["classifier.weight"].device, pin_memory=False)
    self.table_gradient = torch.zeros_like(masters["bert.embeddings.word_embeddings.weight"])
    return torch.zeros([1])

  # AdamW (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2), decoupled decay.
  # real = [lr, beta1, beta2, eps, weight_decay, gradient divisor, step]
  def adamw(self: __torch__.Kernels, real: Tensor) -> Tensor:
    masters = torch._unwrap_optional(self.masters)
    numbers = annotate(List[float], real.tolist())
    count = 0
    for name in masters.keys():
      if (self).has_gradient(name):
        decay = numbers[4]
        if "bias" in name or "LayerNorm" in name:
          decay = 0.0
        if (self).is_gate(name):
          count = count + (self).update_gates(name, real, numbers)
        elif (self).is_table(name):
          count = count + (self).update_table(name, real, numbers, decay)
        else:
          count = count + (self).update_master(name, real, numbers, decay)
    return torch.tensor(count)

  # All rows of the table move, since moments decay and so do weights; but only the rows that occurred are
  # written into its gradient, and zeroed again.
  def update_table(self: __torch__.Kernels, name: str, real: Tensor, numbers: List[float], decay: float) -> int:
    table = torch._unwrap_optional(self.masters)[name]
    moments = torch._unwrap_optional(self.moments)
    gradient = (self).spread_rows(torch._unwrap_optional(self.table_gradient))
    count = (self).update(table, gradient, moments[name + ".exp_avg"], moments[name + ".exp_avg_sq"], real, numbers, decay)
    torch.index_fill_(gradient, 0, torch._unwrap_optional(self.vocabulary), 0.0)
    return count

  # Piece by piece, so that what is widened to float32, and what is then narrowed for the leaf, is used while
  # it is in the cache.
  def update_master(self: __torch__.Kernels, name: str, real: Tensor, numbers: List[float], decay: float) -> int:
    moments = torch._unwrap_optional(self.moments)
    scratch = torch._unwrap_optional(self.scratch)
    leaf = torch._unwrap_optional(self.leaves)[(self).leaf_name(name)]
    master = torch.view(torch._unwrap_optional(self.masters)[name], [-1])
    first = torch.view(moments[name + ".exp_avg"], [-1])
    second = torch.view(moments[name + ".exp_avg_sq"], [-1])
    copy = torch.view((self).part_of(torch.detach(leaf), name), [-1])
    gradient = torch.view((self).gradient_of(name), [-1])
    apart = not torch.is_set_to(copy, master)
    size = torch.numel(master)
    count = 0
    for i in range((size + 524287) // 524288):
      start = i * 524288
      n = min(524288, size - start)
      wide = torch.copy_(torch.narrow(scratch, 0, 0, n), torch.narrow(gradient, 0, start, n))
      piece = torch.narrow(master, 0, start, n)
      count = count + (self).update(piece, wide, torch.narrow(first, 0, start, n), torch.narrow(second, 0, start, n), real, numbers, decay)
      if apart:
        torch.copy_(torch.narrow(copy, 0, start, n), piece)
    return count

  # Gates go down the loss at a rate of their own, without decay and clipping; multipliers go up.
  def update_gates(self: __torch__.Kernels, name: str, real: Tensor, numbers: List[float]) -> int:
    moments = torch._unwrap_optional(self.moments)
    rates = torch._unwrap_optional(self.gate_rates)
    up = name == "gates.multipliers"
    rate = rates[0]
    if up:
      rate = rates[1]
    step = torch.select(real, 0, 6).to(6)
    updated = [torch._unwrap_optional(self.masters)[name]]
    torch._fused_adamw_(updated, [(self).gradient_of(name)], [moments[name + ".exp_avg"]], [moments[name + ".exp_avg_sq"]], annotate(List[Tensor], []), [step], lr=rate, beta1=numbers[1], beta2=numbers[2], weight_decay=0.0, eps=numbers[3], amsgrad=False, maximize=up, grad_scale=None, found_inf=None)
    return torch.numel(updated[0])

  # Reading the list after the call keeps the call: a list that nobody reads is dead code to libtorch.
  def update(self: __torch__.Kernels, weight: Tensor, gradient: Tensor, first: Tensor, second: Tensor, real: Tensor, numbers: List[float], decay: float) -> int:
    divisor = torch.select(real, 0, 5).to(6)
    step = torch.select(real, 0, 6).to(6)
    updated = [weight]
    torch._fused_adamw_(updated, [gradient], [first], [second], annotate(List[Tensor], []), [step], lr=numbers[0], beta1=numbers[1], beta2=numbers[2], weight_decay=decay, eps=numbers[3], amsgrad=False, maximize=False, grad_scale=divisor, found_inf=None)
    return torch.numel(updated[0])

#!/usr/bin/env bash
# Kills the worker of a tiny run with SIGKILL at random moments and lets `bonsai resume` go on, through the
# real command line. Every run must end with the very bits of one that nobody disturbed.
#
# Usage: packaging/kill-test.sh [KILLS [SEED [RECIPE]]]     (30 kills by default; exits 0 if all went well)
# RECIPE is fine-tune; distil: smaller embeddings, then distillation from a teacher whose outputs are kept
# anew in every run, so that kills meet stage borders and the filling of that cache, too; or gates: heads and
# units whose gates learn to close, taught by a teacher, and what is left fine-tuned.
# BONSAI names another launcher than ./bonsai.
set -euo pipefail
cd "$(dirname "$0")/.."

kills=${1:-30}
seed=${2:-1}
recipe=${3:-fine-tune}
RANDOM=$seed
bonsai=${BONSAI:-./bonsai}
longest=${LONGEST_MS:-6000} # the worker lives up to so many milliseconds

home=$(mktemp -d)
export BONSAI_HOME=$home
trap 'rm -rf "$home"' EXIT

say() { printf '%s\n' "$*" >&2; }

# The text of a field of the one JSON object on standard input.
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }

start='{ "untrained": { "hiddenSize": 32, "layers": 2, "heads": 2, "intermediateSize": 64, "vocabularySize": 800 } }'

# Writes a spec: its file, and what it has beside the usual.
spec() {
  cat >"$1" <<SPEC
{ "name": "kill-test", "seed": 1, "device": "cpu", "precision": "float32", "data": { "source": "sample" },
  "start": $start, $2, "checkpoint": { "everySteps": 10 } }
SPEC
}

# Trains a teacher; sets its id.
teach() {
  say "The teacher:"
  spec "$home/teacher.json" '"stages": [ { "technique": "fine-tune", "training": { "epochs": 3, "learningRate": 1e-3 } } ]'
  taught=$("$bonsai" run "$home/teacher.json" --json 2>/dev/null)
  teacher=$(field id <<<"$taught")
}

case $recipe in
  fine-tune)
    spec "$home/tiny.json" '"stages": [
      { "technique": "fine-tune", "training": { "epochs": 2, "learningRate": 1e-3, "evaluateEvery": 25 } },
      { "technique": "fine-tune", "training": { "epochs": 2, "learningRate": 5e-4, "evaluateEvery": 25 } } ]'
    ;;
  distil)
    teach
    spec "$home/tiny.json" "\"teacher\": { \"run\": \"$teacher\" }, \"stages\": [
      { \"technique\": \"factorise-embeddings\", \"rank\": 8 },
      { \"technique\": \"distil\", \"hidden\": {},
        \"training\": { \"epochs\": 2, \"learningRate\": 1e-3, \"evaluateEvery\": 25 } },
      { \"technique\": \"fine-tune\", \"training\": { \"epochs\": 1, \"learningRate\": 5e-4 } } ]"
    ;;
  gates)
    teach
    start="{ \"run\": \"$teacher\" }"
    spec "$home/tiny.json" "\"teacher\": { \"run\": \"$teacher\" }, \"stages\": [
      { \"technique\": \"remove-heads\", \"keep\": 2, \"distil\": {},
        \"training\": { \"epochs\": 2, \"learningRate\": 1e-3, \"evaluateEvery\": 25 } },
      { \"technique\": \"remove-units\", \"lambda\": 0.01, \"group\": 8,
        \"training\": { \"epochs\": 2, \"learningRate\": 1e-3, \"evaluateEvery\": 25 } },
      { \"technique\": \"fine-tune\", \"training\": { \"epochs\": 1, \"learningRate\": 5e-4 } } ]"
    ;;
  *)
    say "There is no recipe '$recipe': use fine-tune, distil or gates."
    exit 2
    ;;
esac

say "The undisturbed run:"
reference=$("$bonsai" run "$home/tiny.json" --json 2>/dev/null)
[ "$(field state <<<"$reference")" = finished ] || { say "It did not finish: $reference"; exit 1; }
model=$(field folder <<<"$reference")/model/model.safetensors
say "  $(cksum <"$model")"

killed=0
struck=0 # 1 if the last kill met a living worker
finished=0
resumed=0
run=

# Compares the finished run with the undisturbed one.
compare() {
  if cmp -s "$home/runs/$run/model/model.safetensors" "$model"; then
    finished=$((finished + 1))
    say "  $run finished with the same bits ($killed kills so far)"
  else
    say "  $run finished with OTHER bits"
    exit 1
  fi
}

# Starts the run, or goes on with it; sets pid, which is empty once the run is finished.
go_on() {
  if [ -z "$run" ]; then
    rm -rf "$home/cache/teachers"
    begun=$("$bonsai" run "$home/tiny.json" --detach --json)
    run=$(field id <<<"$begun")
    pid=$(field pid <<<"$begun")
  elif begun=$("$bonsai" resume "$run" --detach --json 2>"$home/said"); then
    pid=$(field pid <<<"$begun")
    resumed=$((resumed + 1))
  elif grep -q 'is finished' "$home/said"; then
    pid=
  else
    say "  $run did not resume: $(cat "$home/said")"
    exit 1
  fi
}

while [ "$killed" -lt "$kills" ]; do
  go_on
  if [ -z "$pid" ]; then
    # A worker killed between its last line and its end had nothing left to lose: that does not count.
    killed=$((killed - struck))
    struck=0
    compare
    run=
    continue
  fi
  struck=0
  sleep "$(printf '%d.%03d' $((RANDOM % longest / 1000)) $((RANDOM % 1000)))"
  if kill -KILL "$pid" 2>/dev/null; then
    killed=$((killed + 1))
    struck=1
  fi
  while kill -0 "$pid" 2>/dev/null && ! grep -q '^State:.[ZX]' "/proc/$pid/status" 2>/dev/null; do
    sleep 0.05
  done
done

go_on
if [ -n "$pid" ]; then
  "$bonsai" watch "$run" 2>/dev/null >&2
fi
compare
say "$killed kills, $resumed resumes, $finished finished runs, all with the same bits."

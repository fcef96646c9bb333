# SPDX-License-Identifier: Apache-2.0
# From all that was measured (one object a run) to one row a figure. Arguments: $metrics, a list of
# {key, name, unit, digits}; $ours, the contender that is this project's.

def median: sort | length as $n
  | if $n == 0 then null elif $n % 2 == 1 then .[($n - 1) / 2] else (.[$n / 2 - 1] + .[$n / 2]) / 2 end;

def choose($n; $k): reduce range(0; $k) as $i (1; . * ($n - $i) / ($i + 1));

# The spread of a median: from the k-th smallest to the k-th largest value, k as large as keeps the true
# median between them with 95 % or more (binomial; H. A. David, Order Statistics, 7.1). All of them, when few.
def rank($n):
  [range(1; ($n / 2 | floor) + 1)
   | select(. as $k | 2 * ([range(0; $k) | choose($n; .)] | add) / pow(2; $n) <= 0.05)] | max // 1;
def spread: sort | length as $n | rank($n) as $k | {low: .[$k - 1], high: .[$n - $k]};

def values($stage; $contender; $key):
  [.[] | select(.stage == $stage and .contender == $contender and .[$key] != null) | {pair, value: .[$key]}];

# Paired ratios; a pair without one of the two, or of nothing by nothing, is left out.
def ratios($a; $b):
  [$a[] as $x | $b[] | select(.pair == $x.pair and .value != 0) | $x.value / .value];

def noise($key):
  ratios(values("aa"; "A"; $key); values("aa"; "B"; $key)) | if length == 0 then null else {mid: median} + spread end;

. as $runs
| [$metrics[] as $metric
   | ($runs | values("ab"; $ours; $metric.key)) as $own
   | select($own | length > 0)
   | ($runs | noise($metric.key)) as $aa
   | ([$runs[] | select(.stage == "ab" and .contender != $ours and .[$metric.key] != null) | .contender]
      | reduce .[] as $c ([]; if index($c) then . else . + [$c] end)) as $peers
   | ($metric + {value: ($own | map(.value) | median)}) as $row
   | if ($peers | length) == 0 then
       $row + {peer: null, peer_value: null, ratio: null} + ($own | map(.value) | spread)
     else
       $peers[] as $peer
       | ($runs | values("ab"; $peer; $metric.key)) as $theirs
       | ratios($own; $theirs) as $r
       | $row + {peer: $peer, peer_value: ($theirs | map(.value) | median)}
         + (if ($r | length) == 0 then {ratio: null, low: null, high: null} else {ratio: ($r | median)} + ($r | spread) end)
     end
   | . + {aa: $aa, noisy: ($aa != null and ($aa.low < 0.97 or $aa.high > 1.03))}]

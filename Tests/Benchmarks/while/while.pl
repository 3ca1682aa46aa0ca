use strict;
use warnings;

my ($i, $s, $n) = (0, 0, $ARGV[0]);
while ($i < $n) {
    if ($i % 3 == 0) { $s = $s + $i } else { $s = $s - 1 }
    $i = $i + 1;
}
print "$s\n";

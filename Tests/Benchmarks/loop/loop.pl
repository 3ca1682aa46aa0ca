use strict;
use warnings;

my $s = 0;
for my $i (0 .. $ARGV[0] - 1) {
    for my $j (0 .. 999) {
        $s = $s + ($i * $j) % 7;
        $s = $s - 1000000 if $s > 1000000;
    }
}
print "$s\n";

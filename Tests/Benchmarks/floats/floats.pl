use strict;
use warnings;

my ($s, $x) = (0.0, 1.5);
for my $i (1 .. $ARGV[0]) {
    $s = $s + $x * 0.5;
    $x = $x + 0.25;
    $x = 1.5 if $x > 1000.0;
}
print int($s), "\n";

use strict;
use warnings;

my $n = $ARGV[0];
my ($x, @items) = (42);
for (1 .. $n) {
    $x = ($x * 1103515245 + 12345) % 2147483648;
    push @items, $x;
}
my @sorted = sort { my $order = $a - $b; return $order } @items;
print "$sorted[0] $sorted[$n / 2] $sorted[$n - 1]\n";

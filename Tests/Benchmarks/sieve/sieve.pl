use strict;
use warnings;

my $n = $ARGV[0];
my @prime;
push @prime, 1 for 0 .. $n;
my $count = 0;
for my $i (2 .. $n) {
    next unless $prime[$i];
    $count++;
    my $j = $i * $i;
    while ($j <= $n) {
        $prime[$j] = 0;
        $j = $j + $i;
    }
}
print "$count\n";

use strict;
use warnings;

my %p = (x => 0, y => 0, vx => 1, vy => 2, n => 0);
for my $i (1 .. $ARGV[0]) {
    $p{x} = $p{x} + $p{vx};
    $p{y} = $p{y} + $p{vy};
    if ($p{x} > 1000) {
        $p{x} = 0;
        $p{n} = $p{n} + 1;
    }
}
print $p{x} + $p{y} + $p{n}, "\n";

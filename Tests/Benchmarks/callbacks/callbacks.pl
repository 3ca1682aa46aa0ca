use strict;
use warnings;
use List::Util qw(reduce);

my @a;
push @a, $_ for 0 .. $ARGV[0] - 1;
my $k = 3;
print reduce { $a + $b } 0, grep { $_ % 2 == 0 } map { $_ * $k + 1 } @a;
print "\n";

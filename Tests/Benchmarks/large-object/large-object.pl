use strict;
use warnings;

my $n = $ARGV[0];
my %o;
$o{"key$_"} = $_ for 0 .. $n - 1;
my $s = 0;
$s = $s + $o{"key$_"} for 0 .. $n - 1;
print "$s\n";

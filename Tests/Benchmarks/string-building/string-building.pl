use strict;
use warnings;

my $s = "";
$s .= "item $_;" for 0 .. $ARGV[0] - 1;
print length($s), "\n";

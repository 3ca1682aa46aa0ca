use strict;
use warnings;

my $line = join ",", map { "field$_" } 0 .. 999;
my $total = 0;
for (1 .. $ARGV[0]) {
    my @parts = map { uc } split /,/, $line;
    $total += length join ";", @parts;
}
print "$total\n";

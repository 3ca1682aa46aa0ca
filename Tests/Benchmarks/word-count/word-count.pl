use strict;
use warnings;

my %counts;
open my $file, "<", $ARGV[1] or die;
while (<$file>) { $counts{$_}++ for split }
my @words = sort { $counts{$b} <=> $counts{$a} || $a cmp $b } keys %counts;
print "$_ $counts{$_}\n" for @words[0 .. 4];
print scalar(@words), "\n";

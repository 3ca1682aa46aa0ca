use strict;
use warnings;

sub counter {
    my $c = 0;
    return sub { return ++$c };
}
my $next = counter();
my $s = 0;
$s = $s + $next->() for 1 .. $ARGV[0];
print "$s\n";

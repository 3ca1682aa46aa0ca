use strict;
use warnings;

sub check {
    my $i = shift;
    die {kind => "third", message => "a third", at => $i} if $i % 3 == 0;
    return $i;
}
my ($caught, $total) = (0, 0);
for my $i (0 .. $ARGV[0] - 1) {
    if (defined(my $result = eval { check($i) })) { $total += $result }
    else { $caught += $@->{at} % 7 }
}
print $total + $caught, "\n";

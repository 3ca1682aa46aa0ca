use strict;
use warnings;
use Digest::SHA qw(sha256_hex);

print sha256_hex("The quick brown fox jumps over the lazy dog. " x int($ARGV[0] / 45)), "\n";

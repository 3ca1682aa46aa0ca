use strict;
use warnings;
use MIME::Base64;

my $text = "The quick brown fox jumps over the lazy dog. " x int($ARGV[0] / 45);
my $encoded = encode_base64($text, "");
print length($encoded), " ", (decode_base64($encoded) eq $text ? "true" : "false"), "\n";

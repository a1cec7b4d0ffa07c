package FeedAccess;

# Where the feed is, and the token that it wants.
use v5.30;
use warnings;

use JSON::PP;
use LWP::UserAgent;
use MIME::Base64 qw(encode_base64);
use URI::Escape  qw(uri_escape_utf8);

# From the command line, or from the file that npm start writes.
sub of {
    my ($class, $options) = @_;
    my %place = (
        feed_url      => $options->{'feed-url'},
        token_url     => $options->{'token-url'},
        client_id     => $ENV{FEED_CLIENT_ID}     // '',
        client_secret => $ENV{FEED_CLIENT_SECRET} // '',
    );
    if (defined $options->{outputs}) {
        open my $file, '<:raw', $options->{outputs} or die "$options->{outputs}: $!\n";
        my $outputs = decode_json(do { local $/; <$file> });
        my $client  = $outputs->{oauth}{clients}{'feed-reader'};
        %place = (
            feed_url      => $outputs->{feedUrl},
            token_url     => $outputs->{oauth}{tokenUrl},
            client_id     => $client->{clientId},
            client_secret => $client->{clientSecret},
        );
    }
    $place{feed_url} =~ s{/\z}{};
    return bless { %place, accepted => 0, ends_at => 0 }, $class;
}

# Of the stream: load or changes.
sub url { my ($self, $stream) = @_; return "$self->{feed_url}/feed/$stream" }

# A token that lasts for another minute at least. Dies when none can be had.
sub token {
    my ($self) = @_;
    $self->fetch if !defined $self->{token} || time > $self->{ends_at} - 60;
    return $self->{token};
}

# The feed has taken the token.
sub accept { my ($self) = @_; $self->{accepted} = 1; return }

# Whether a new token may help: not when the one that was refused was never taken.
sub renew {
    my ($self) = @_;
    delete $self->{token};
    return delete $self->{accepted};
}

sub fetch {
    my ($self) = @_;
    my $user   = join ':', map { uri_escape_utf8($_) } @$self{qw(client_id client_secret)};
    my $answer = LWP::UserAgent->new(timeout => 30)->post(
        $self->{token_url},
        { grant_type => 'client_credentials' },
        Authorization => 'Basic ' . encode_base64($user, ''),
    );
    die "$self->{token_url} answered " . $answer->status_line . ': ' . $answer->content . "\n"
        unless $answer->is_success;
    my $said = decode_json($answer->content);
    $self->{token}      = $said->{access_token};
    $self->{ends_at}    = time + ($said->{expires_in} // 300);
    return;
}

1;

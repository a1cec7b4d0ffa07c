#!/usr/bin/env perl
# Keeps a SQLite database equal to the objects of Millrace's data feed: a load first, then every change.
# Killed or cut off at any moment it goes on where it stopped.
use v5.30;
use warnings;
use utf8;

use FindBin;
use lib $FindBin::Bin;
use Getopt::Long;
use HTTP::Request;
use LWP::UserAgent;
use Time::HiRes qw(sleep time);

use FeedAccess;
use FeedDatabase;
use ServerSentEvents;

use constant {
    # A heartbeat comes every 15 s: a connection that is silent for longer is dead.
    SILENCE_S       => 45,
    LONGEST_PAUSE_S => 30,
};

my $help = <<'HELP';
Keeps a SQLite database equal to the objects of Millrace's data feed: a load first, then every change.
Killed or cut off at any moment it goes on where it stopped.

  perl feed-client.pl --feed-url URL --token-url URL [options]

  --feed-url URL       where /feed/load and /feed/changes are
  --token-url URL      where tokens come from (OAuth2, client credentials)
  --outputs FILE       instead of both: the .local/outputs.json that npm start writes
  --database FILE      default: feed.sqlite
  --until-idle S       end when nothing has come for S seconds
  --help               this text

The client id and secret stand in FEED_CLIENT_ID and FEED_CLIENT_SECRET.
Exit code: 0 ended as asked, 1 refused by the feed, 2 wrong options.
HELP

binmode STDERR, ':encoding(UTF-8)';
my %options = (database => 'feed.sqlite');
GetOptions(\%options, 'feed-url=s', 'token-url=s', 'outputs=s', 'database=s', 'until-idle=f', 'help') or exit 2;
if ($options{help}) {
    print $help;
    exit 0;
}
unless ($options{outputs} || ($options{'feed-url'} && $options{'token-url'})) {
    say STDERR '--feed-url and --token-url are needed, or --outputs; --help lists the options';
    exit 2;
}

my $stopped = 0;
$SIG{INT} = $SIG{TERM} = sub { $stopped = 1; die "stopped\n" };

my $access   = FeedAccess->of(\%options);
my $database = FeedDatabase->new($options{database});
my $until_idle = $options{'until-idle'};
my $last_event = time;
my $exit       = eval { follow(); 0 } // 1;
my $why        = $@;
$database->close;
if ($exit && !$stopped) {
    print STDERR $why;
    exit 1;
}
exit 0;

sub is_idle { return defined $until_idle && time - $last_event > $until_idle }

# Reads until Ctrl-C, or until nothing has come for a while. Dies of what the feed refuses for good.
sub follow {
    my $failures = 0;
    while (1) {
        my $status = read_stream();
        return if $status eq 'idle';
        $failures = $status == 200 ? 0 : $failures + 1;
        # The feed ends each connection now and then, and says how soon to come back.
        my $longest = $database->retry_s * 2**($failures > 10 ? 10 : $failures);
        sleep rand($longest < LONGEST_PAUSE_S ? $longest : LONGEST_PAUSE_S);
    }
}

# One connection, to its end. Gives the status of the answer, 0 where none came, 'idle' where nothing more is to be waited for.
sub read_stream {
    my $agent = LWP::UserAgent->new(
        agent   => 'millrace-perl-feed-client',
        timeout => defined $until_idle && $until_idle < SILENCE_S ? $until_idle : SILENCE_S,
    );
    my $token = eval { $access->token };
    unless (defined $token) {
        die $@ if $stopped;
        print STDERR $@;
        return 0;
    }
    my $request = HTTP::Request->new(GET => $access->url($database->stream));
    $request->header(Authorization => "Bearer $token", Accept => 'text/event-stream');
    $request->header('Last-Event-ID' => $database->last_id) if defined $database->last_id;

    my $events = ServerSentEvents->new(
        on_event => sub { $last_event = time; $database->apply(@_) },
        on_retry => sub { $database->retry_s($_[0] / 1000) },
    );
    my ($problem, $broken, $opened) = ('', undef, 0);
    my $take = sub {
        my ($bytes, $response) = @_;
        if ($response->is_success) {
            $last_event = time unless $opened++;
            $access->accept;
            eval { $events->take($bytes); 1 } or $broken = $@;
        }
        else { $problem .= $bytes }
        die "enough\n" if defined $broken || is_idle();
    };
    my $response = $agent->request($request, $take, 16_384);
    die $broken    if defined $broken;
    die "stopped\n" if $stopped;
    return 'idle' if $opened && is_idle();
    # LWP makes an answer of its own when none came.
    return 0 if ($response->header('Client-Warning') // '') eq 'Internal response';
    return $response->is_success ? $response->code : meet($response->code, $problem || $response->content);
}

# What an answer that is no stream asks for. Dies where nothing can be done.
sub meet {
    my ($status, $problem) = @_;
    if ($status == 410) {
        print STDERR "away for longer than the feed keeps events, loading again: $problem\n";
        $database->start_again;
    }
    elsif ($status == 401 && $access->renew) { }
    elsif ($status < 500 && $status != 429) { die "the feed answered $status: $problem\n" }
    return $status;
}

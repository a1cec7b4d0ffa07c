package FeedDatabase;

# The SQLite database: each object's latest state, and where to go on. Both change in one transaction.
use v5.30;
use warnings;

use DBD::SQLite::Constants ':dbd_sqlite_string_mode';
use DBI;
use JSON::PP;

my @SCHEMA = (
    'PRAGMA journal_mode = WAL',
    'CREATE TABLE IF NOT EXISTS objects (
      type TEXT NOT NULL, ids TEXT NOT NULL, tick INTEGER, tstamp TEXT, body TEXT NOT NULL, generation INTEGER NOT NULL,
      PRIMARY KEY (type, ids)) WITHOUT ROWID',
    'CREATE TABLE IF NOT EXISTS place (
      one INTEGER PRIMARY KEY CHECK (one = 1), stream TEXT NOT NULL, last_id TEXT, generation INTEGER NOT NULL)',
    q{INSERT OR IGNORE INTO place VALUES (1, 'load', NULL, 1)},
);

# A load's handover replays what changed while it ran: an older state does not win over a newer one.
my $PUT = <<'SQL';
INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET tick = excluded.tick, tstamp = excluded.tstamp, body = excluded.body, generation = excluded.generation
WHERE excluded.tick IS NULL OR objects.tick IS NULL OR excluded.tick >= objects.tick
SQL
my $REMOVE = 'DELETE FROM objects WHERE type = ? AND ids = ? AND (? IS NULL OR tick IS NULL OR tick <= ?)';

sub new {
    my ($class, $path) = @_;
    my $handle = DBI->connect("dbi:SQLite:dbname=$path", '', '',
        { RaiseError => 1, PrintError => 0, AutoCommit => 1, sqlite_string_mode => DBD_SQLITE_STRING_MODE_BYTES });
    $handle->do($_) for @SCHEMA;
    my ($stream, $last_id, $generation) =
        $handle->selectrow_array('SELECT stream, last_id, generation FROM place');
    return bless {
        handle  => $handle,
        stream  => $stream,
        last_id => $last_id,
        generation => $generation,
        retry_s => 1,
    }, $class;
}

sub stream  { return $_[0]{stream} }
sub last_id { return $_[0]{last_id} }
sub retry_s { my ($self, $set) = @_; $self->{retry_s} = $set if defined $set; return $self->{retry_s} }

# Stores what an event says, with its id. The same event may come again.
sub apply {
    my ($self, $event, $id, @data) = @_;
    my $stream = $event eq 'load-complete' ? 'changes' : $self->{stream};
    my $handle = $self->{handle};
    $handle->begin_work;
    if    ($event =~ /\A(?:load|create|update)\z/) { $self->put(@data) }
    elsif ($event eq 'delete')                     { $self->remove(@data) }
    elsif ($event eq 'load-complete') {
        # What the load did not bring is no longer there.
        $handle->do('DELETE FROM objects WHERE generation < ?', undef, $self->{generation});
    }
    $handle->do('UPDATE place SET stream = ?, last_id = ?', undef, $stream, $id);
    $handle->commit;
    @$self{qw(stream last_id)} = ($stream, $id);
    return;
}

# Begins another load; what stands stays until that is complete.
sub start_again {
    my ($self) = @_;
    $self->{generation}++;
    @$self{qw(stream last_id)} = ('load', undef);
    $self->{handle}
        ->do(q{UPDATE place SET stream = 'load', last_id = NULL, generation = ?}, undef, $self->{generation});
    return;
}

# A transaction that was cut short by a signal is undone.
sub close {
    my ($self) = @_;
    my $handle = $self->{handle};
    $handle->rollback unless $handle->{AutoCommit};
    $handle->disconnect;
    return;
}

sub put {
    my ($self, $header, $body) = @_;
    my ($type, $ids, $tick, $tstamp) = header($header);
    $self->{handle}->do($PUT, undef, $type, $ids, $tick, $tstamp, $body, $self->{generation});
    return;
}

sub remove {
    my ($self, $header) = @_;
    my ($type, $ids, $tick) = header($header);
    $self->{handle}->do($REMOVE, undef, $type, $ids, $tick, $tick);
    return;
}

# Type, ids, tick and time of the first line. Perl's integers have 64 bits: ids of 19 digits are exact, greater ones stay exact as big numbers.
sub header {
    my ($line) = @_;
    state $json = JSON::PP->new->utf8->allow_bignum->canonical;
    my $said = $json->decode($line);
    # The ids in the order in which they came are a part of the line; they tell the object.
    my ($ids) = $line =~ /"ids":(\{.*?\})\},"tstamp"/s;
    return ($said->{ref}{type}, $ids, $said->{tick}, $said->{tstamp});
}

1;

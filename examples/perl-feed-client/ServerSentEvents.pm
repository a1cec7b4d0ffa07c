package ServerSentEvents;

# Server-sent events, as https://html.spec.whatwg.org/multipage/server-sent-events.html describes them.
use v5.30;
use warnings;

# on_event is given event, id and data lines, as bytes; on_retry the milliseconds.
sub new {
    my ($class, %handlers) = @_;
    return bless { %handlers, buffer => '', event => 'message', data => [], id => undef }, $class;
}

# Takes bytes as they come. What the stream breaks off in the middle of is no event.
sub take {
    my ($self, $bytes) = @_;
    $self->{buffer} .= $bytes;
    while ($self->{buffer} =~ s/\A([^\r\n]*)(?:\r\n|\n|\r(?!\z))//) { $self->line($1) }
    return;
}

sub line {
    my ($self, $line) = @_;
    if ($line eq '') {
        $self->{on_event}->($self->{event}, $self->{id}, @{ $self->{data} }) if @{ $self->{data} };
        @$self{qw(event data)} = ('message', []);
        return;
    }
    my ($field, $value) = $line =~ /\A([^:]*):?\x20?(.*)\z/s;
    if    ($field eq 'event') { $self->{event} = $value }
    elsif ($field eq 'data')  { push @{ $self->{data} }, $value }
    elsif ($field eq 'id')    { $self->{id} = $value if $value !~ /\0/ }
    elsif ($field eq 'retry') { $self->{on_retry}->($value) if $value =~ /\A[0-9]+\z/ }
    return;
}

1;

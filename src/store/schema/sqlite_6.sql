-- Version 6 of the schema, for SQLite: events of pools have numbers, and the books open from snapshots.

-- One row gives an event of a pool its number among those events, from 1 and without gaps, by which
-- corrections name it. Never changed.
create table pool_event (
    number integer primary key check (number >= 1),
    sequence integer not null unique references event (sequence)
) strict;
insert into pool_event (number, sequence)
select row_number() over (order by sequence), sequence from event where substr(kind, 1, 5) = 'pool.';

create trigger pool_event_is_never_updated before update on pool_event
begin select raise(abort, 'the number of an event is never changed'); end;
create trigger pool_event_is_never_deleted before delete on pool_event
begin select raise(abort, 'the number of an event is never deleted'); end;

-- One row is the state of the books after the event of a number, with the record of that event and its
-- hash, and the form and digest of the state's bytes. It is no record: it may be deleted, and then the books open
-- by reading all of their events.
create table snapshot (
    number integer primary key check (number >= 1),
    sequence integer not null,
    hash text not null,
    form text not null,
    digest text not null
) strict;

-- One row is a part of the bytes of a snapshot, in order from 1.
create table snapshot_part (
    number integer not null,
    part integer not null check (part >= 1),
    bytes blob not null,
    primary key (number, part)
) strict;

-- Version 12 of the schema, for SQLite: scores of many enterprises that were asked for at once, and how far each batch is.

-- One row is a batch that somebody asked for, beside the event that says what for: as whom, and how many lines it has. Never
-- changed.
create table score_batch (
    id text primary key,
    sequence integer not null unique references event (sequence),
    client text not null,
    role text not null,
    person text not null,
    trace text not null,
    asked_at integer not null,
    row_count integer not null check (row_count >= 1)
) strict;
create index score_batch_of_client on score_batch (client, sequence);
create index score_batch_of_role on score_batch (role, sequence);

-- One row is a thousand enterprises of a batch, one a line, in their order; parts are numbered from 0. Never changed.
create table score_batch_part (
    batch text not null references score_batch (id),
    part integer not null check (part >= 0),
    enterprises text not null,
    primary key (batch, part)
) strict;

-- One row is what became of a line of a batch, from 1: the score that was issued, or the code of the refusal and its reason.
-- Lines are done in their order, so that the next one to do is the one after the last row. Never changed.
create table score_batch_outcome (
    batch text not null references score_batch (id),
    line integer not null check (line >= 1),
    enterprise text not null,
    score text,
    code text not null,
    reason text not null,
    primary key (batch, line)
) strict;

-- One row says that a batch is over, beside the event that says so: done, or called off with the reason. Never changed.
create table score_batch_end (
    batch text primary key references score_batch (id),
    sequence integer not null unique references event (sequence),
    how text not null check (how in ('done', 'cancelled')),
    reason text not null,
    ended_at integer not null
) strict;

create trigger score_batch_is_never_updated before update on score_batch
begin select raise(abort, 'a batch on record is never changed'); end;
create trigger score_batch_is_never_deleted before delete on score_batch
begin select raise(abort, 'a batch on record is never deleted'); end;
create trigger score_batch_part_is_never_updated before update on score_batch_part
begin select raise(abort, 'a part of a batch is never changed'); end;
create trigger score_batch_part_is_never_deleted before delete on score_batch_part
begin select raise(abort, 'a part of a batch is never deleted'); end;
create trigger score_batch_outcome_is_never_updated before update on score_batch_outcome
begin select raise(abort, 'what became of a line is never changed'); end;
create trigger score_batch_outcome_is_never_deleted before delete on score_batch_outcome
begin select raise(abort, 'what became of a line is never deleted'); end;
create trigger score_batch_end_is_never_updated before update on score_batch_end
begin select raise(abort, 'the end of a batch is never changed'); end;
create trigger score_batch_end_is_never_deleted before delete on score_batch_end
begin select raise(abort, 'the end of a batch is never deleted'); end;

-- Version 3 of the schema, for SQLite: accounts are numbered in the order in which they are first posted to, so
-- that what moves together lies together; an event's hash has no index of its own, which the chain makes needless.

-- Foreign keys are looked at when all is done.
pragma defer_foreign_keys = on;

create table event_before (
    sequence integer primary key, algorithm text, previous text, hash text, kind text, subject text,
    effective_on text, booked_on text, recorded_at integer, actor text, client text, operation text,
    command_key text, body text, body_digest text
) strict;
insert into event_before select * from event order by sequence;
create table posting_before (
    sequence integer, line integer, pool text, district text, code integer, holder text, fen integer,
    primary key (sequence, line)
) strict, without rowid;
insert into posting_before select * from posting order by sequence, line;
drop table balance;
drop table posting;
drop table event;

-- One row is one event of the journal with its place in the hash chain. Never changed, but for an erased body.
create table event (
    sequence integer primary key check (sequence >= 1),
    algorithm text not null,
    previous text not null,
    hash text not null,
    kind text not null,
    subject text not null,
    effective_on text not null,
    booked_on text not null,
    recorded_at integer not null,
    actor text not null,
    client text not null,
    operation text not null,
    command_key text not null,
    body text not null,
    body_digest text not null,
    unique (client, operation, command_key)
) strict;
insert into event select * from event_before order by sequence;
drop table event_before;

-- One row is one account of one holder in one compartment, numbered when it is first posted to. Never changed.
create table account (
    number integer primary key check (number >= 1),
    pool text not null,
    district text not null,
    code integer not null,
    -- Whose part of the account: a contributor, bank, district, claim, loan or payment; empty for none.
    holder text not null,
    unique (pool, district, code, holder)
) strict;
insert into account (number, pool, district, code, holder)
select row_number() over (order by min(sequence * 1000 + line)), pool, district, code, holder
from posting_before group by pool, district, code, holder;

-- One row is one posting of an event of a pool: an amount on one side of one account. Never changed.
create table posting (
    sequence integer not null references event (sequence),
    line integer not null,
    account integer not null references account (number),
    -- Debits are positive, credits negative.
    fen integer not null,
    primary key (sequence, line)
) strict, without rowid;
insert into posting (sequence, line, account, fen)
select p.sequence, p.line, a.number, p.fen
from posting_before p
join account a on a.pool = p.pool and a.district = p.district and a.code = p.code and a.holder = p.holder
order by p.sequence, p.line;
drop table posting_before;

-- One row is the balance of one account: the sum of its postings, moved with them.
create table balance (
    account integer primary key references account (number),
    fen integer not null
) strict;
insert into balance (account, fen) select account, sum(fen) from posting group by account order by account;

create trigger account_is_never_updated before update on account
begin select raise(abort, 'an account is never changed'); end;
create trigger account_is_never_deleted before delete on account
begin select raise(abort, 'an account is never deleted'); end;

create trigger posting_is_never_updated before update on posting
begin select raise(abort, 'a posting is never changed'); end;
create trigger posting_is_never_deleted before delete on posting
begin select raise(abort, 'a posting is never deleted'); end;

create trigger event_is_never_deleted before delete on event
begin select raise(abort, 'an event is never deleted'); end;

-- One row of event may change in one way only: its body gives place to the digest of it, once an
-- event later in the journal tells of the redaction, and only where the kind is erasable by its name.
create trigger event_is_never_updated before update on event
when not (
    new.sequence is old.sequence
    and new.algorithm is old.algorithm
    and new.previous is old.previous
    and new.hash is old.hash
    and new.kind is old.kind
    and new.subject is old.subject
    and new.effective_on is old.effective_on
    and new.booked_on is old.booked_on
    and new.recorded_at is old.recorded_at
    and new.actor is old.actor
    and new.client is old.client
    and new.operation is old.operation
    and new.command_key is old.command_key
    and new.body_digest is old.body_digest
    and new.body is '{"redacted":"' || old.body_digest || '"}'
    and substr(old.kind, 1, 9) = 'personal.'
    and exists (
        select 1 from event as later
        where later.sequence = (select sequence from journal_head)
        and later.sequence > old.sequence
        and later.kind = 'journal.body.redacted'
        and json_extract(later.body, '$.sequence') = old.sequence
        and json_extract(later.body, '$.hash') = old.hash
    )
)
begin select raise(abort, 'an event is never changed'); end;

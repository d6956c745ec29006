-- Version 7 of the schema, for PostgreSQL, whole: what the seven steps for SQLite add up to. A test holds the two
-- together; later versions come as a step for each.
--
-- Moments are microseconds of UTC, days are text like 2020-06-30, digests are text like sha256:…,
-- and JSON is text: what is hashed and replayed to the byte is kept to the byte. Numbers that order a table are
-- given out by the program, without gaps. People who look by hand have the views at the end.

-- One row for each version of this schema that the database has been brought to. Whoever writes holds this table
-- until the end of the transaction, so that there is one writer at a time, as on SQLite.
create table schema_version (
    version bigint primary key
);

-- The one row that says where the journal ends. Every append moves it by comparing first, so of two
-- writers only one goes on.
create table journal_head (
    only_row bigint primary key check (only_row = 1),
    sequence bigint not null check (sequence >= 0),
    hash text not null
) with (fillfactor = 10);

-- The one row that says which numbers of evidence were given out last.
create table evidence_head (
    only_row bigint primary key check (only_row = 1),
    batches bigint not null,
    sealed_batches bigint not null check (sealed_batches <= batches),
    enterprises bigint not null,
    facts bigint not null,
    rejects bigint not null
) with (fillfactor = 10);

-- One row is one event of the journal with its place in the hash chain. Never changed, but for an erased body.
create table event (
    sequence bigint primary key check (sequence >= 1),
    algorithm text not null,
    previous text not null,
    hash text not null,
    kind text not null,
    subject text not null,
    effective_on text not null,
    booked_on text not null,
    recorded_at bigint not null,
    actor text not null,
    client text not null,
    operation text not null,
    command_key text not null,
    body text not null,
    body_digest text not null,
    unique (client, operation, command_key)
);

-- One row is one file read under one mapping for one source. It is open until it is sealed, and its
-- facts are seen by nobody before that. Its ordinal counts the sealed batches from 1.
create table batch (
    number bigint primary key check (number >= 1),
    ordinal bigint unique check (ordinal >= 1),
    source_name text not null,
    source_class text not null,
    -- The only bank that may see the facts; empty when they are shared.
    private_to text not null,
    file text not null,
    file_digest text not null,
    mapping_digest text not null,
    label text not null,
    begun_at bigint not null,
    sealed_at bigint,
    sealed_by bigint references event (sequence),
    rows_read bigint not null,
    rows_accepted bigint not null,
    rows_rejected bigint not null,
    rows_duplicate bigint not null,
    facts bigint not null,
    unique (file_digest, mapping_digest, source_name, source_class, private_to),
    check (rows_read = rows_accepted + rows_rejected + rows_duplicate),
    check ((ordinal is null) = (sealed_at is null) and (ordinal is null) = (sealed_by is null))
);

-- One row gives an enterprise that some fact is about its number, in the order of first mention.
create table enterprise (
    number bigint primary key check (number >= 1),
    id text not null unique
);

-- One row is one fact as it was recorded. Never changed: a mistake is taken back by a later fact.
create table fact (
    sequence bigint primary key check (sequence >= 1),
    batch bigint not null references batch (number),
    enterprise bigint not null references enterprise (number),
    kind text not null,
    happened_on text not null,
    available_on text not null,
    -- The lag policy by which available_on was worked out; null when the source states it.
    assumed text,
    file_row bigint not null,
    digest text not null,
    body text not null,
    unique (digest, batch)
);
create index fact_of_enterprise on fact (enterprise, sequence);

-- One row names a fact that another batch, sealed earlier, also holds: this copy is never shown.
create table fact_repeated (
    fact bigint primary key references fact (sequence)
);

-- One row is a name that a fact of a shared source gives an enterprise, folded for searching.
create table enterprise_name (
    fact bigint primary key references fact (sequence),
    enterprise bigint not null references enterprise (number),
    name text not null,
    folded text not null
);

-- One row is one row of a file that could not be read, as it stood, and why. Never changed.
create table reject (
    sequence bigint primary key check (sequence >= 1),
    batch bigint not null references batch (number),
    file_row bigint not null,
    given text not null,
    problems text not null
);
create index reject_of_batch on reject (batch, sequence);

-- One row is the text of one evaluation model, under the digest of its meaning. Never changed.
create table model (
    digest text primary key,
    id text not null,
    version text not null,
    body text not null
);

-- One row is one score as it was issued: what was read, and the document, byte for byte. Never
-- changed.
create table issued_score (
    sequence bigint primary key references event (sequence),
    id text not null unique,
    enterprise text not null,
    model_digest text not null,
    as_of text not null,
    basis text not null,
    -- The bank whose private evidence was read as well; null when only shared evidence was.
    reader text,
    -- How many sealed batches the evidence consisted of.
    evidence_head bigint not null,
    vector text not null,
    assessment text not null,
    assessment_digest text not null
);
create index issued_score_of_enterprise on issued_score (enterprise, sequence);

-- One row is one account of one holder in one compartment, numbered when it is first posted to. Never changed.
create table account (
    number bigint primary key check (number >= 1),
    pool text not null,
    district text not null,
    code bigint not null,
    -- Whose part of the account: a contributor, bank, district, claim, loan or payment; empty for none.
    holder text not null,
    unique (pool, district, code, holder)
);

-- One row is one posting of an event of a pool: an amount on one side of one account. Never changed.
create table posting (
    sequence bigint not null references event (sequence),
    line bigint not null,
    account bigint not null references account (number),
    -- Debits are positive, credits negative.
    fen bigint not null,
    primary key (sequence, line)
);

-- One row is the balance of one account: the sum of its postings, moved with them.
create table balance (
    account bigint primary key references account (number),
    fen bigint not null
) with (fillfactor = 50);

-- One row is the file of one version of terms, byte for byte, beside the event that put it on record. Never
-- changed.
create table recorded_terms (
    sequence bigint primary key references event (sequence),
    id text not null unique,
    body text not null
);

-- One row is one copy of these records that was made and found whole, with the journal's head in it.
create table backup (
    number bigint primary key check (number >= 1),
    made_at bigint not null,
    file text not null,
    sequence bigint not null,
    hash text not null
);

-- One row gives an event of a pool its number among those events, from 1 and without gaps, by which
-- corrections name it. Never changed.
create table pool_event (
    number bigint primary key check (number >= 1),
    sequence bigint not null unique references event (sequence)
);

-- One row is the state of the books after the event of a number, with the record of that event and its
-- hash, and the form and digest of the state's bytes. It is no record: it may be deleted, and then the books open
-- by reading all of their events.
create table snapshot (
    number bigint primary key check (number >= 1),
    sequence bigint not null,
    hash text not null,
    form text not null,
    digest text not null
);

-- One row is a part of the bytes of a snapshot, in order from 1.
create table snapshot_part (
    number bigint not null,
    part bigint not null check (part >= 1),
    bytes bytea not null,
    primary key (number, part)
);
-- The bytes do not get smaller.
alter table snapshot_part alter column bytes set storage external;

-- One row is a file of a year's working days or of publications of the rate, byte for byte, beside the event that
-- put it on record. Never changed.
create table recorded_calendar (
    sequence bigint primary key references event (sequence),
    id text not null,
    body text not null
);

-- Refuses, in the words that the trigger gives.
create function refuse() returns trigger language plpgsql as $$
begin
    raise exception '%', tg_argv[0];
end $$;

-- A row of event may change in one way only: its body gives place to the digest of it, once an
-- event later in the journal tells of the redaction, and only where the kind is erasable by its name.
create function refuse_unless_redacted() returns trigger language plpgsql as $$
begin
    if new.sequence = old.sequence
        and new.algorithm = old.algorithm
        and new.previous = old.previous
        and new.hash = old.hash
        and new.kind = old.kind
        and new.subject = old.subject
        and new.effective_on = old.effective_on
        and new.booked_on = old.booked_on
        and new.recorded_at = old.recorded_at
        and new.actor = old.actor
        and new.client = old.client
        and new.operation = old.operation
        and new.command_key = old.command_key
        and new.body_digest = old.body_digest
        and new.body = '{"redacted":"' || old.body_digest || '"}'
        and substr(old.kind, 1, 9) = 'personal.'
        and exists (
            select 1 from event as later
            where later.sequence = (select sequence from journal_head)
            and later.sequence > old.sequence
            and later.kind = 'journal.body.redacted'
            and later.body::json ->> 'sequence' = old.sequence::text
            and later.body::json ->> 'hash' = old.hash
        )
    then
        return new;
    end if;
    raise exception '%', tg_argv[0];
end $$;

create trigger event_is_never_updated before update on event
for each row execute function refuse_unless_redacted('an event is never changed');
create trigger event_is_never_deleted before delete on event
for each row execute function refuse('an event is never deleted');
create trigger event_is_never_emptied before truncate on event
execute function refuse('an event is never deleted');

create trigger sealed_batch_is_never_updated before update on batch
for each row when (old.ordinal is not null) execute function refuse('a sealed batch is never changed');
create trigger batch_is_never_deleted before delete on batch
for each row execute function refuse('a batch is never deleted');
create trigger batch_is_never_emptied before truncate on batch
execute function refuse('a batch is never deleted');

create trigger fact_is_never_updated before update on fact
for each row execute function refuse('a fact is never changed');
create trigger fact_is_never_deleted before delete on fact
for each row execute function refuse('a fact is never deleted');
create trigger fact_is_never_emptied before truncate on fact
execute function refuse('a fact is never deleted');

create trigger fact_repeated_is_never_updated before update on fact_repeated
for each row execute function refuse('a repeated fact is never changed');
create trigger fact_repeated_is_never_deleted before delete on fact_repeated
for each row execute function refuse('a repeated fact is never deleted');
create trigger fact_repeated_is_never_emptied before truncate on fact_repeated
execute function refuse('a repeated fact is never deleted');

create trigger reject_is_never_updated before update on reject
for each row execute function refuse('a rejected row is never changed');
create trigger reject_is_never_deleted before delete on reject
for each row execute function refuse('a rejected row is never deleted');
create trigger reject_is_never_emptied before truncate on reject
execute function refuse('a rejected row is never deleted');

create trigger model_is_never_updated before update on model
for each row execute function refuse('a model on record is never changed');
create trigger model_is_never_deleted before delete on model
for each row execute function refuse('a model on record is never deleted');
create trigger model_is_never_emptied before truncate on model
execute function refuse('a model on record is never deleted');

create trigger issued_score_is_never_updated before update on issued_score
for each row execute function refuse('an issued score is never changed');
create trigger issued_score_is_never_deleted before delete on issued_score
for each row execute function refuse('an issued score is never deleted');
create trigger issued_score_is_never_emptied before truncate on issued_score
execute function refuse('an issued score is never deleted');

create trigger account_is_never_updated before update on account
for each row execute function refuse('an account is never changed');
create trigger account_is_never_deleted before delete on account
for each row execute function refuse('an account is never deleted');
create trigger account_is_never_emptied before truncate on account
execute function refuse('an account is never deleted');

create trigger posting_is_never_updated before update on posting
for each row execute function refuse('a posting is never changed');
create trigger posting_is_never_deleted before delete on posting
for each row execute function refuse('a posting is never deleted');
create trigger posting_is_never_emptied before truncate on posting
execute function refuse('a posting is never deleted');

create trigger recorded_terms_are_never_updated before update on recorded_terms
for each row execute function refuse('terms on record are never changed');
create trigger recorded_terms_are_never_deleted before delete on recorded_terms
for each row execute function refuse('terms on record are never deleted');
create trigger recorded_terms_are_never_emptied before truncate on recorded_terms
execute function refuse('terms on record are never deleted');

create trigger pool_event_is_never_updated before update on pool_event
for each row execute function refuse('the number of an event is never changed');
create trigger pool_event_is_never_deleted before delete on pool_event
for each row execute function refuse('the number of an event is never deleted');
create trigger pool_event_is_never_emptied before truncate on pool_event
execute function refuse('the number of an event is never deleted');

create trigger recorded_calendar_is_never_updated before update on recorded_calendar
for each row execute function refuse('working days and rates on record are never changed');
create trigger recorded_calendar_is_never_deleted before delete on recorded_calendar
for each row execute function refuse('working days and rates on record are never deleted');
create trigger recorded_calendar_is_never_emptied before truncate on recorded_calendar
execute function refuse('working days and rates on record are never deleted');

-- Views for people: days are dates, moments are timestamps, amounts are yuan. The program reads none of them.

-- One row is one event of the journal.
create view read_event as
select sequence, kind, subject, effective_on::date as effective_on, booked_on::date as booked_on,
    timestamptz 'epoch' + recorded_at * interval '1 microsecond' as recorded_at, actor, client, operation,
    command_key, body, hash
from event;

-- One row is one posting, with the day it was booked on and its amount on its side, in yuan.
create view read_posting as
select p.sequence, p.line, e.booked_on::date as booked_on, e.kind, e.subject, a.pool, a.district, a.code, a.holder,
    case when p.fen > 0 then (p.fen / 100.0)::numeric(20, 2) end as debit,
    case when p.fen < 0 then (-p.fen / 100.0)::numeric(20, 2) end as credit
from posting p join event e using (sequence) join account a on a.number = p.account;

-- One row is the balance of one account, debits less credits, in yuan.
create view read_balance as
select a.pool, a.district, a.code, a.holder, (b.fen / 100.0)::numeric(20, 2) as balance
from balance b join account a on a.number = b.account;

-- One row is one issued score.
create view read_issued_score as
select sequence, id, enterprise, model_digest, as_of::date as as_of, basis, reader, evidence_head, assessment
from issued_score;

-- One row is one fact of a sealed batch that is shown.
create view read_fact as
select f.sequence, e.id as enterprise, f.kind, f.happened_on::date as happened_on,
    f.available_on::date as available_on, f.assumed,
    timestamptz 'epoch' + b.sealed_at * interval '1 microsecond' as recorded_at,
    b.source_name, b.source_class, b.private_to, b.file, f.file_row, f.body
from fact f join batch b on b.number = f.batch join enterprise e on e.number = f.enterprise
where b.ordinal is not null and not exists (select 1 from fact_repeated r where r.fact = f.sequence);

-- One row is one file that was read, or is being read, and what became of its rows.
create view read_batch as
select number, ordinal, source_name, source_class, private_to, file, label,
    timestamptz 'epoch' + begun_at * interval '1 microsecond' as begun_at,
    timestamptz 'epoch' + sealed_at * interval '1 microsecond' as sealed_at,
    rows_read, rows_accepted, rows_rejected, rows_duplicate, facts
from batch;

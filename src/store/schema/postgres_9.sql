-- Version 9 of the schema, for PostgreSQL: clients, what they prove themselves with, and tokens that are taken no more.

-- One row is a client that was registered, beside the event that says so. Never changed.
create table client (
    id text primary key,
    sequence bigint not null unique references event (sequence),
    person text not null,
    role text not null,
    registered_at bigint not null
);

-- One row is a credential of a client: a secret or a one-time code by its hash, a key as its JSON, or a certificate by its
-- thumbprint. Hashes stand here alone, and not in the journal. Never changed.
create table credential (
    client text not null references client (id),
    number bigint not null check (number >= 1),
    sequence bigint not null unique references event (sequence),
    proof text not null check (proof in ('secret', 'key', 'certificate', 'code')),
    body text not null,
    added_at bigint not null,
    ends_at bigint,
    primary key (client, number)
);

-- One row says that a credential ended, or with the number 0 that its client was revoked. Never changed.
create table credential_end (
    sequence bigint primary key references event (sequence),
    client text not null references client (id),
    number bigint not null check (number >= 0),
    why text not null
);

-- One row is the id of a token that is taken no more until a moment in seconds: one of ours that was revoked (no client), or
-- an assertion that a client used. It may be deleted when the moment has passed.
create table spent_token (
    client text not null,
    id text not null,
    until bigint not null,
    primary key (client, id)
);

create trigger client_is_never_updated before update on client
for each row execute function refuse('a client on record is never changed');
create trigger client_is_never_deleted before delete on client
for each row execute function refuse('a client on record is never deleted');
create trigger client_is_never_emptied before truncate on client
execute function refuse('a client on record is never deleted');
create trigger credential_is_never_updated before update on credential
for each row execute function refuse('a credential on record is never changed');
create trigger credential_is_never_deleted before delete on credential
for each row execute function refuse('a credential on record is never deleted');
create trigger credential_is_never_emptied before truncate on credential
execute function refuse('a credential on record is never deleted');
create trigger credential_end_is_never_updated before update on credential_end
for each row execute function refuse('the end of a credential is never changed');
create trigger credential_end_is_never_deleted before delete on credential_end
for each row execute function refuse('the end of a credential is never deleted');
create trigger credential_end_is_never_emptied before truncate on credential_end
execute function refuse('the end of a credential is never deleted');

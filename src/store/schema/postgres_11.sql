-- Version 11 of the schema, for PostgreSQL: endpoints that are told of what happened, their secrets, and how far each was told.

-- One row is an endpoint that a client registered, beside the event that says so; the journal has the digest of its address.
-- Never changed.
create table webhook (
    id text primary key,
    sequence bigint not null unique references event (sequence),
    client text not null references client (id),
    url text not null,
    kinds text not null,
    description text not null,
    registered_at bigint not null
);
create index webhook_of_client on webhook (client);

-- One row is something decided about an endpoint later: it was disabled, enabled, replayed, rotated or ended. Never changed.
create table webhook_change (
    sequence bigint primary key references event (sequence),
    webhook text not null references webhook (id),
    what text not null check (what in ('rotated', 'disabled', 'enabled', 'replayed', 'ended')),
    why text not null
);
create index webhook_change_of on webhook_change (webhook, sequence);

-- One row is a secret with which messages to an endpoint are signed, in clear: to sign it must be known. Those before it
-- sign until earlier_until. Never changed; deleted when it signs no more.
create table webhook_secret (
    webhook text not null references webhook (id),
    number bigint not null check (number >= 1),
    secret text not null,
    added_at bigint not null,
    earlier_until bigint not null,
    primary key (webhook, number)
);

-- One row is how far an endpoint was told: everything up to the record told_to, and the next message tried so often, again at
-- a moment. Each time that told_to is set back its turn grows.
create table webhook_place (
    webhook text primary key references webhook (id),
    told_to bigint not null check (told_to >= 0),
    turn bigint not null,
    tries bigint not null check (tries >= 0),
    next_at bigint
);

-- One row is a message that was sent to an endpoint, with what came of it. The oldest go.
create table webhook_attempt (
    webhook text not null references webhook (id),
    number bigint not null check (number >= 1),
    message text not null,
    record bigint not null,
    at bigint not null,
    status bigint,
    outcome text not null,
    micros bigint not null,
    primary key (webhook, number)
);

create trigger webhook_is_never_updated before update on webhook
for each row execute function refuse('an endpoint on record is never changed');
create trigger webhook_is_never_deleted before delete on webhook
for each row execute function refuse('an endpoint on record is never deleted');
create trigger webhook_is_never_emptied before truncate on webhook
execute function refuse('an endpoint on record is never deleted');
create trigger webhook_change_is_never_updated before update on webhook_change
for each row execute function refuse('what was decided about an endpoint is never changed');
create trigger webhook_change_is_never_deleted before delete on webhook_change
for each row execute function refuse('what was decided about an endpoint is never deleted');
create trigger webhook_change_is_never_emptied before truncate on webhook_change
execute function refuse('what was decided about an endpoint is never deleted');
create trigger webhook_secret_is_never_updated before update on webhook_secret
for each row execute function refuse('a secret on record is never changed');

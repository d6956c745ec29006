-- Version 13 of the schema, for PostgreSQL: documents of scores are kept packed, and what a score was made from in its event
-- alone.

-- One row is the first document that was issued by a model, whole. The documents of that model are packed by zstd with it as
-- their dictionary, this one too. Never changed.
create table document_base (
    model_digest text primary key,
    body text not null
);

create trigger document_base_is_never_updated before update on document_base
for each row execute function refuse('the base of documents is never changed');
create trigger document_base_is_never_deleted before delete on document_base
for each row execute function refuse('the base of documents is never deleted');
create trigger document_base_is_never_emptied before truncate on document_base
execute function refuse('the base of documents is never deleted');

-- The document, packed; empty where it stands whole in assessment, as up to version 12. Where it is packed, assessment is
-- empty. Where vector is empty, the event has it under subject.
alter table issued_score add column packed bytea not null default '';

-- One row is one issued score. Its document is shown where it stands whole, as up to version 12; the service gives the others.
create or replace view read_issued_score as
select sequence, id, enterprise, model_digest, as_of::date as as_of, basis, reader, evidence_head,
    nullif(assessment, '') as assessment, assessment_digest
from issued_score;

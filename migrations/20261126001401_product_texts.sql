-- Texts of products: what has been published, version after version, and what is being written.

-- The texts that the shop shows, by language and part, as a version keeps them: {"sv": {"name": "Mugg Strand", "address": "mugg-strand"}}.
create view published_product_texts as
select t.product_id,
       jsonb_object_agg(t.locale, jsonb_strip_nulls(jsonb_build_object(
           'name', nullif(t.name, ''), 'subtitle', nullif(t.subtitle, ''), 'description', nullif(t.description, ''),
           'safety_warning', nullif(t.safety_warning, ''), 'seo_title', nullif(t.seo_title, ''), 'seo_description', nullif(t.seo_description, ''),
           'address', s.slug))) as texts
from product_translations t left join slugs s on s.target_id = t.product_id and s.locale = t.locale and s.is_current
group by t.product_id;

-- Every version that was published. A product whose texts nobody has changed has none; the first change keeps what stood before it, too.
create table product_text_versions (
    product_id uuid not null references products (id),
    version integer not null constraint product_text_versions_version_check check (version > 0),
    texts jsonb not null,
    cause text not null constraint product_text_versions_cause_check check (cause in ('stood', 'file', 'published', 'scheduled', 'taken_back')),
    published_at timestamptz not null,
    -- As they were called; empty where nobody knows.
    published_by text not null,
    primary key (product_id, version)
);
create trigger product_text_versions_are_final before update or delete on product_text_versions for each row execute function refuse_change();

-- What is being written, until it is published or thrown away. One for each product: those who write together see each other's words.
create table product_text_drafts (
    product_id uuid primary key references products (id),
    texts jsonb not null,
    -- What was published when the draft was begun, so that what a file changes meanwhile is seen.
    base jsonb not null,
    -- How the draft was before the latest change; null where there was none.
    before jsonb,
    -- Whether the latest change can be undone.
    can_undo boolean not null,
    revision integer not null constraint product_text_drafts_revision_check check (revision > 0),
    publish_at timestamptz,
    scheduled_by text,
    -- When publishing by the clock was given up, because the same words had been changed in the shop.
    stopped_at timestamptz,
    saved_at timestamptz not null,
    saved_by text not null,
    constraint product_text_drafts_schedule_check check ((publish_at is null) = (scheduled_by is null))
);
create index product_text_drafts_due_idx on product_text_drafts (publish_at) where publish_at is not null;

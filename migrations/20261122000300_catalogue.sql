-- What is sold: shops, categories, products and variants, pictures, words, and the lists that the storefront reads.

-- The legal entity that sells.
create table shops (
    id uuid primary key,
    code text not null constraint shops_code_key unique,
    name text not null,
    legal_name text not null,
    org_number text not null,
    vat_number text not null,
    street text not null,
    postcode text not null,
    city text not null,
    country char(2) not null,
    email text not null,
    phone text not null,
    currency char(3) not null constraint shops_currency_check check (currency ~ '^[A-Z]{3}$'),
    default_locale text not null,
    -- Countries that the shop delivers to.
    countries text[] not null,
    created_at timestamptz not null
);

-- A category holds its ancestors' ids from the root to itself, so that a whole branch is one array test.
create table categories (
    id uuid primary key,
    parent_id uuid references categories (id),
    path uuid[] not null,
    position integer not null default 0,
    is_published boolean not null default true,
    -- Small and dense: listings carry it among their tags.
    ordinal integer generated always as identity constraint categories_ordinal_key unique,
    -- The merchant's or the import's own key.
    code text not null constraint categories_code_key unique,
    hero_media_id uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1,
    constraint categories_path_check check (path[cardinality(path)] = id)
);
create index categories_parent_idx on categories (parent_id, position);

create table category_translations (
    category_id uuid not null references categories (id),
    locale text not null,
    name text not null,
    description text not null default '',
    primary key (category_id, locale)
);

-- Every address that a product or category has or has had. An old one redirects to the current one.
create table slugs (
    kind text not null constraint slugs_kind_check check (kind in ('product', 'category')),
    locale text not null,
    slug text collate "C" not null constraint slugs_slug_check check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 200),
    target_id uuid not null,
    is_current boolean not null,
    created_at timestamptz not null,
    primary key (kind, locale, slug)
);
create unique index slugs_current_key on slugs (target_id, locale) where is_current;

-- Who answers for a product's safety (GPSR, regulation 2023/988 art. 19).
create table manufacturers (
    id uuid primary key,
    name text not null constraint manufacturers_name_key unique,
    postal_address text not null,
    electronic_address text not null,
    country char(2) not null,
    -- The responsible person in the Union, when the maker is outside it.
    responsible_name text,
    responsible_postal_address text,
    responsible_electronic_address text
);

create table vat_classes (
    code text primary key,
    name jsonb not null
);

-- Dated rates. A refund uses the rate of the sale, which is copied to the order line.
create table vat_rates (
    id uuid primary key,
    vat_class text not null references vat_classes (code),
    country char(2) not null,
    rate_bp integer not null constraint vat_rates_rate_check check (rate_bp between 0 and 10000),
    valid_from timestamptz not null,
    valid_to timestamptz,
    constraint vat_rates_period_check check (valid_to > valid_from),
    constraint vat_rates_from_key unique (vat_class, country, valid_from)
);
create unique index vat_rates_open_key on vat_rates (vat_class, country) where valid_to is null;

create table products (
    id uuid primary key,
    -- The merchant's or the import's own key for the product; a file that comes again finds it by this.
    code text not null constraint products_code_key unique,
    vat_class text not null references vat_classes (code),
    manufacturer_id uuid references manufacturers (id),
    origin_country char(2),
    status text not null default 'active' constraint products_status_check check (status in ('draft', 'active', 'archived')),
    -- Sold pieces of late, kept by the listing's refresh; decides the order "popular".
    popularity integer not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1
);
create index products_listing_idx on products (updated_at desc, id desc);
create index products_manufacturer_idx on products (manufacturer_id);

create table product_translations (
    product_id uuid not null references products (id),
    locale text not null,
    name text not null,
    -- The short line under the name: material.
    subtitle text not null default '',
    description text not null default '',
    -- Warnings that the law wants in the buyer's language.
    safety_warning text not null default '',
    seo_title text,
    seo_description text,
    primary key (product_id, locale)
);
create index product_translations_name_trgm_idx on product_translations using gin (lower(name) gin_trgm_ops);

create table product_publications (
    shop_id uuid not null references shops (id),
    product_id uuid not null references products (id),
    published_from timestamptz not null,
    published_to timestamptz,
    primary key (shop_id, product_id)
);

create table product_categories (
    product_id uuid not null references products (id),
    category_id uuid not null references categories (id),
    -- The one that breadcrumbs go through.
    is_primary boolean not null default false,
    primary key (product_id, category_id)
);
create index product_categories_category_idx on product_categories (category_id, product_id);
create unique index product_categories_primary_key on product_categories (product_id) where is_primary;

create table product_options (
    id uuid primary key,
    product_id uuid not null references products (id),
    code text not null,
    position smallint not null,
    label jsonb not null,
    constraint product_options_code_key unique (product_id, code)
);

create table product_option_values (
    id uuid primary key,
    option_id uuid not null references product_options (id),
    code text not null,
    position smallint not null,
    label jsonb not null,
    -- A colour for the dot on the card, `#rrggbb`.
    swatch text constraint product_option_values_swatch_check check (swatch ~ '^#[0-9a-f]{6}$'),
    constraint product_option_values_code_key unique (option_id, code)
);

create table variants (
    id uuid primary key,
    product_id uuid not null references products (id),
    sku text not null constraint variants_sku_key unique,
    gtin text,
    position integer not null default 0,
    is_main boolean not null default false,
    is_active boolean not null default true,
    weight_g integer constraint variants_weight_check check (weight_g >= 0),
    width_mm integer,
    depth_mm integer,
    height_mm integer,
    -- What the pack contains, in thousandths of `content_unit`, for the unit price (prisinformationslagen). Null: no duty.
    content_milli bigint constraint variants_content_check check (content_milli > 0),
    content_unit text constraint variants_content_unit_check check (content_unit in ('kg', 'g', 'l', 'ml', 'm', 'm2', 'st')),
    min_quantity integer not null default 1 constraint variants_min_quantity_check check (min_quantity > 0),
    -- The chosen values joined by '/', for the address of the variant (`?variant=sand`).
    option_key text not null default '',
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1,
    constraint variants_option_key_key unique (product_id, option_key)
);
create index variants_gtin_idx on variants (gtin) where gtin is not null;
create unique index variants_main_key on variants (product_id) where is_main;

create table variant_option_values (
    variant_id uuid not null references variants (id),
    option_value_id uuid not null references product_option_values (id),
    primary key (variant_id, option_value_id)
);
create index variant_option_values_value_idx on variant_option_values (option_value_id);

-- Facts about products that can be compared and filtered.
create table attributes (
    id uuid primary key,
    code text not null constraint attributes_code_key unique,
    label jsonb not null,
    kind text not null constraint attributes_kind_check check (kind in ('choice', 'text', 'number')),
    unit text,
    is_facet boolean not null default false,
    position integer not null default 0
);

create table attribute_values (
    -- Small and dense, since listings hold arrays of them.
    id integer generated always as identity primary key,
    attribute_id uuid not null references attributes (id),
    code text not null,
    label jsonb not null,
    swatch text,
    position integer not null default 0,
    constraint attribute_values_code_key unique (attribute_id, code)
);

create table product_attributes (
    product_id uuid not null references products (id),
    attribute_id uuid not null references attributes (id),
    position integer not null default 0,
    value_id integer references attribute_values (id),
    text_value jsonb,
    number_milli bigint,
    constraint product_attributes_one_check check (num_nonnulls(value_id, text_value, number_milli) = 1)
);
create unique index product_attributes_choice_key on product_attributes (product_id, attribute_id, value_id) where value_id is not null;
create unique index product_attributes_single_key on product_attributes (product_id, attribute_id) where value_id is null;
create index product_attributes_value_idx on product_attributes (value_id) where value_id is not null;

-- Pictures, by the hash of their bytes: the same picture is stored once.
create table media (
    id uuid primary key,
    hash bytea not null constraint media_hash_key unique constraint media_hash_check check (octet_length(hash) = 32),
    format text not null,
    byte_size bigint not null,
    width integer not null,
    height integer not null,
    has_alpha boolean not null default false,
    -- A tiny blurred picture as a data URI, shown until the real one is there.
    placeholder text not null,
    dominant_colour text not null,
    file_name text,
    created_at timestamptz not null
);

create table media_derivatives (
    media_id uuid not null references media (id),
    width integer not null,
    format text not null constraint media_derivatives_format_check check (format in ('webp', 'jpeg', 'avif')),
    byte_size bigint not null,
    created_at timestamptz not null,
    primary key (media_id, width, format)
);

create table product_media (
    id uuid primary key,
    product_id uuid not null references products (id),
    media_id uuid not null references media (id),
    -- Shown when this variant is chosen; null belongs to the product as a whole.
    variant_id uuid references variants (id),
    position integer not null,
    alt jsonb not null,
    -- Focal point in thousandths from the upper left corner.
    focal_x smallint not null default 500 constraint product_media_focal_x_check check (focal_x between 0 and 1000),
    focal_y smallint not null default 500 constraint product_media_focal_y_check check (focal_y between 0 and 1000),
    constraint product_media_place_key unique nulls not distinct (product_id, media_id, variant_id)
);
create index product_media_product_idx on product_media (product_id, position);
create index product_media_media_idx on product_media (media_id);

create table related_products (
    product_id uuid not null references products (id),
    related_id uuid not null references products (id),
    position integer not null default 0,
    primary key (product_id, related_id)
);

-- The storefront's lists read this and nothing else: one row per shop, category (with its ancestors) and product, in the sorts that are offered.
-- Kept by commerce::catalogue::listing refresh; everything in it can be made anew from the tables above.
create table listing_entries (
    shop_id uuid not null,
    -- The nil UUID stands for the whole shop.
    category_id uuid not null,
    product_id uuid not null,
    price_minor bigint not null,
    popularity integer not null,
    published_at timestamptz not null,
    name_sort text collate "sv-x-icu" not null,
    is_in_stock boolean not null,
    -- What can be filtered by, sorted: attribute values by their id, categories as minus their ordinal, and the tag of what is in stock.
    tags integer[] not null,
    primary key (shop_id, category_id, product_id)
);
create index listing_entries_popular_idx on listing_entries (shop_id, category_id, popularity desc, product_id);
create index listing_entries_newest_idx on listing_entries (shop_id, category_id, published_at desc, product_id);
create index listing_entries_price_idx on listing_entries (shop_id, category_id, price_minor, product_id);
create index listing_entries_name_idx on listing_entries (shop_id, category_id, name_sort, product_id);
-- Filters are answered among the rows of the whole shop, whose tags hold the categories too: one entry per product, not one per branch.
create index listing_entries_tags_idx on listing_entries using gin (tags) where category_id = '00000000-0000-0000-0000-000000000000';

-- How many products of a shop's category carry a tag, kept by the refresh: unfiltered lists show exact counts without counting. Tag 0 is all of them.
create table listing_counts (
    shop_id uuid not null,
    category_id uuid not null,
    tag integer not null,
    products bigint not null,
    primary key (shop_id, category_id, tag)
) with (fillfactor = 70);

-- One card: everything that a list shows of a product, ready to be read by primary key. JSON as text: it is handed on, never searched.
create table listing_cards (
    shop_id uuid not null,
    product_id uuid not null,
    locale text not null,
    card text not null,
    primary key (shop_id, product_id, locale)
);

create table search_documents (
    shop_id uuid not null,
    product_id uuid not null,
    locale text not null,
    name text not null,
    popularity integer not null,
    price_minor bigint not null,
    is_in_stock boolean not null,
    document tsvector not null,
    -- Lower-case words of name and category, for typing errors.
    words text not null,
    primary key (shop_id, product_id, locale)
);
create index search_documents_document_idx on search_documents using gin (document);
-- For words that a great many products have: the popular ones are walked until enough of them match.
create index search_documents_popular_idx on search_documents (shop_id, locale, popularity desc, product_id);
create index search_documents_words_idx on search_documents using gin (words gin_trgm_ops);

-- Every word that occurs in names, with its frequency: spelling suggestions are looked up here, not among a million products.
create table search_words (
    shop_id uuid not null,
    locale text not null,
    word text collate "C" not null,
    uses integer not null,
    primary key (shop_id, locale, word)
);
create index search_words_trgm_idx on search_words using gin (word gin_trgm_ops);

-- Words that mean the same to a shopper, where stemming does not see it (sko, skor, skorna).
create table search_synonyms (
    locale text not null,
    word text not null,
    canonical text not null,
    primary key (locale, word)
);

-- Products whose listing rows are to be made anew.
create table listing_dirty (
    product_id uuid primary key,
    marked_at timestamptz not null
);

-- A bulk import: how far it came, so that it can go on after an interruption.
create table imports (
    id uuid primary key,
    kind text not null,
    file_name text not null,
    file_hash bytea not null,
    is_dry_run boolean not null,
    state text not null constraint imports_state_check check (state in ('running', 'finished', 'failed')),
    rows_read bigint not null default 0,
    rows_created bigint not null default 0,
    rows_changed bigint not null default 0,
    rows_unchanged bigint not null default 0,
    rows_refused bigint not null default 0,
    -- Bytes of the file that are committed; a restart goes on from here.
    committed_offset bigint not null default 0,
    committed_line bigint not null default 0,
    started_at timestamptz not null,
    updated_at timestamptz not null,
    finished_at timestamptz
);
create unique index imports_running_key on imports (kind, file_hash) where state = 'running' and not is_dry_run;

create table import_errors (
    import_id uuid not null references imports (id),
    line bigint not null,
    column_name text not null,
    value text not null,
    reason text not null,
    primary key (import_id, line, column_name)
);

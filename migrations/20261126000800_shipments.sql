-- What has been sent of an order. A shipment is a parcel, or a handing-over at the counter: which lines and how many of each, how, and when it arrived.

-- Who carries parcels, and where a parcel is followed: `{number}` in the address stands for the parcel's number.
create table carriers (
    code text primary key,
    name text not null,
    tracking_url text,
    position integer not null default 0,
    is_active boolean not null default true,
    constraint carriers_tracking_url_check check (tracking_url like 'https://%{number}%')
);
insert into carriers (code, name, tracking_url, position) values
    ('postnord', 'PostNord', 'https://tracking.postnord.com/se/?id={number}', 10),
    ('dhl', 'DHL', 'https://www.dhl.com/se-sv/home/tracking.html?tracking-id={number}', 20),
    ('bring', 'Bring', 'https://tracking.bring.se/tracking/{number}', 30),
    ('ups', 'UPS', 'https://www.ups.com/track?tracknum={number}', 40);

create table shipments (
    id uuid primary key,
    order_id uuid not null references orders (id),
    -- From 1 within the order.
    position integer not null,
    -- What whoever registers it calls it: the same report twice is one shipment.
    reference text not null constraint shipments_reference_key unique,
    -- As it was named when it was sent; nothing for a handing-over.
    carrier text not null default '',
    tracking_number text not null default '',
    tracking_url text not null default '',
    shipped_at timestamptz not null,
    -- The day from which the time for withdrawal runs. Null: not known.
    delivered_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1,
    constraint shipments_position_key unique (order_id, position),
    constraint shipments_delivered_check check (delivered_at >= shipped_at),
    constraint shipments_tracking_url_check check (tracking_url = '' or tracking_url like 'https://%')
);

create table shipment_lines (
    shipment_id uuid not null references shipments (id),
    order_line_id uuid not null references order_lines (id),
    quantity integer not null constraint shipment_lines_quantity_check check (quantity > 0),
    primary key (shipment_id, order_line_id)
);
create index shipment_lines_line_idx on shipment_lines (order_line_id);

-- Counters of a line, each with one writer, kept here so that one conditional statement can both test and take.
alter table order_lines add column shipped integer not null default 0;
-- No longer owed: called off before they were sent.
alter table order_lines add column called_off integer not null default 0;
-- Sent, and back with us.
alter table order_lines add column returned integer not null default 0;
alter table order_lines add constraint order_lines_progress_check
    check (shipped >= 0 and called_off >= 0 and shipped + called_off <= quantity and returned between 0 and shipped) not valid;

-- How many of the promised pieces have been sent.
alter table stock_reservations add column shipped bigint not null default 0;
alter table stock_reservations add constraint stock_reservations_shipped_check check (shipped between 0 and quantity) not valid;
alter table stock_reservations drop constraint stock_reservations_state_check;
alter table stock_reservations add constraint stock_reservations_state_check check (state in ('held', 'allocated', 'released', 'shipped')) not valid;
-- What came back and can not be sold again is received and scrapped.
alter table stock_movements drop constraint stock_movements_kind_check;
alter table stock_movements add constraint stock_movements_kind_check
    check (kind in ('received', 'adjusted', 'reserved', 'released', 'allocated', 'deallocated', 'shipped', 'returned', 'scrapped')) not valid;

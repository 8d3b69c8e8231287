-- What a complaint's buyer has paid for sending goods back is paid back beside what the order cost.
alter table return_refunds drop constraint return_refunds_way_check;
alter table return_refunds add constraint return_refunds_way_check check (way in ('payment', 'gift_card', 'by_hand', 'credit', 'postage')) not valid;

-- What keeps a notice from being sent twice held the address that it went to, which outlived its owner's erasure. Now it is the reader's id, or nothing
-- where only one person is told. Of mails whose reader is not known any more it is the mail's own: they have been sent.
update mails m
set dedup_key = regexp_replace(m.dedup_key, '^([^/]+/[^/]+/[^/]+)/.*$', '\1') || case
    when m.kind = 'company-invitation' then ''
    else '/' || coalesce((select c.id from customers c where c.state <> 'erased' and lower(c.email) = lower(regexp_replace(m.dedup_key, '^[^/]+/[^/]+/[^/]+/', ''))), m.id)::text
    end
where m.kind in ('application-answer', 'company-invitation', 'approval-notice') and m.dedup_key like '%@%';

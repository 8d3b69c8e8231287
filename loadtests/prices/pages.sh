#!/usr/bin/env bash
# Lists, product pages, searches and the quick order as buyers of companies get them over HTTP: with ten companies that have a price each, with a price for each of
# 5,000, with a million prices in 5,000 companies' lists and as many in a tier's, and with a campaign and articles that only one tier has a price of beside those.
# By the same people throughout: ten who go on from page to page, and all, each of whom asks for one page, so that it is the first that its reader asks for. All in one
# run, in a shop of its own that is removed at the end. Wants psql, curl and a release build of the program:
#   TORG=target/release/torg loadtests/prices/pages.sh > table
# Settings: PRODUCTS (of three articles each), COMPANIES (200 prices each), PRO (the tier's prices, four quantities of an article), CAMPAIGN, PRIVATE (products),
# ASKED (times that each page is asked for in each measure), LIMIT (seconds after which all is broken off).
set -euo pipefail
shopt -s inherit_errexit
here=$(cd "$(dirname "$0")" && pwd)
torg=$(realpath "${TORG:-${1:-target/release/torg}}")
products=${PRODUCTS:-20000} companies=${COMPANIES:-5000} pro=${PRO:-200000} campaign=${CAMPAIGN:-30000} private=${PRIVATE:-2000}
asked=${ASKED:-150} limit=${LIMIT:-870}
[ -x "$torg" ] || { echo "there is no program at $torg" >&2; exit 2; }
for tool in psql curl awk; do command -v $tool > /dev/null || { echo "$tool is wanted" >&2; exit 2; }; done

data=$(mktemp -d)
# The database's account must be able to pass.
chmod 755 "$data"
program= watch=
end() {
    local status=$?
    trap - EXIT INT TERM
    [ -z "$watch" ] || kill "$watch" 2> /dev/null || true
    stop || true
    rm -rf "$data"
    exit "$status"
}
stop() {
    [ -n "$program" ] || return 0
    # In order, so that the database is stopped as well.
    kill -INT "$program" 2> /dev/null || true
    for _ in $(seq 300); do kill -0 "$program" 2> /dev/null || break; sleep 0.1; done
    kill -KILL "$program" 2> /dev/null || true
    wait "$program" 2> /dev/null || true
    program=
}
trap end EXIT
trap 'echo "broken off after ${SECONDS} s" >&2; exit 3' INT TERM
(exec 1>&- 2>&-; sleep "$limit"; kill -TERM $$ 2> /dev/null) &
watch=$!
tell() { echo "[${SECONDS} s] $*" >&2; }

# Becomes the program, in whatever shell it is called.
become() {
    cd "$data"
    exec env -u DATABASE_URL -u TORG_CONFIG TORG_ENV=demo TORG_DATA_DIR="$data/data" TORG_LOG=warn TORG_PAGES_LIVE_MS=0 \
        TORG_SHOP_ADDR=127.0.0.1:0 TORG_ADMIN_ADDR=127.0.0.1:0 TORG_SANDBOX_ADDR=127.0.0.1:0 "$torg" "$@"
}
start() {
    # What an earlier start has said must not be taken for this one's.
    : > "$data/said"
    (become > "$data/said" 2> "$data/errors" < /dev/null) &
    program=$!
    for _ in $(seq 1200); do
        grep -q "Ctrl-C stops everything" "$data/said" && break
        kill -0 "$program" 2> /dev/null || { tail -20 "$data/errors" | cut -c1-400 >&2; exit 1; }
        sleep 0.2
    done
    shop=$(awk '$1 == "Shop" { print $2; exit }' "$data/said")
    shop=${shop%/}
    PGHOST=$(dirname "$(find "$data/data" -name '.s.PGSQL.*' -type s | head -1)")
    export PGHOST PGUSER=torg PGDATABASE=torg
}
ask() { psql -qXAt -v ON_ERROR_STOP=1 -c "$1"; }
# Nothing is left to be done that could be done now.
rest() {
    local waits
    for _ in $(seq 1200); do
        waits=$(ask "select (select count(*) from listing_marks) + (select count(*) from tier_marks) + (select count(*) from tier_listings where not is_made or made_to is not null)
                     + (select count(*) from jobs where state not in ('failed', 'done') and run_at <= now() and name like 'commerce.%listing%')")
        [ "$waits" = 0 ] && return
        sleep 0.5
    done
    echo "jobs are not done" >&2
    exit 1
}

tell "the demo shop is made"
start
rest
stop
tell "$products products are imported by the program"
awk -v products="$products" 'BEGIN {
    split("Mugg Skål Fat Kanna Vas Pläd Handduk Korg Lampa Bricka", thing, " ")
    split("Mug Bowl Plate Jug Vase Blanket Towel Basket Lamp Tray", thing_en, " ")
    split("Strand Holme Sund Skär Vik Berg Äng Hed Lund Backe Mosse Fjäll", place, " ")
    split("stengods ull glas ek", material, " ")
    split("sand moss midnight", colour, " "); split("Sand Mossa Midnatt", colour_sv, " "); split("Sand Moss Midnight", colour_en, " ")
    print "product,sku,name_sv,name_en,description_sv,description_en,category_sv,category_en,price,vat_class,weight_g,stock,variant_option,variant_option_sv,variant_option_en,variant_value,variant_value_sv,variant_value_en,attributes"
    for (n = 0; n < products; n++) {
        t = n % 10 + 1; p = int(n / 10) % 12 + 1
        for (c = 1; c <= 3; c++)
            printf "last-%d,LAST-%d-%s,%s %s %d,%s %s %d,\"%s från %s, nummer %d.\",\"%s from %s, number %d.\",Belastning > %s,Load > %s,%d.00,standard,400,100000,colour,Färg,Colour,%s,%s,%s,material=%s\n",
                n, n, colour[c], thing[t], place[p], n, place[p], thing_en[t], n, thing[t], place[p], n, thing_en[t], place[p], n, thing[t], thing_en[t], 49 + n % 1950,
                colour[c], colour_sv[c], colour_en[c], material[n % 4 + 1]
    }
}' > "$data/products.csv"
(become import products "$data/products.csv" > "$data/imported" 2>&1 < /dev/null) || { tail -20 "$data/imported" >&2; exit 1; }
start
rest
tell "the shop is at rest"

# Prices are taken in by COPY, without triggers: they are as the program would have made them.
fill() {
    psql -qXAt -v ON_ERROR_STOP=1 -v companies="$companies" -v listed="$1" -v each="$2" -v pro="$3" -f "$here/pages.sql" \
        | psql -qX -v ON_ERROR_STOP=1 -c "set session_replication_role = replica" -c "set synchronous_commit = off" \
            -c "copy prices (id, price_list_id, variant_id, min_quantity, unit_price_e4, valid_from, created_at, created_by) from stdin (format csv)"
    anew
}
# What tiers' lists are put in order by is made anew, and what the planner knows.
anew() {
    ask "update tier_listings set made_to = '00000000-0000-0000-0000-000000000000'" > /dev/null
    ask "insert into jobs (id, queue, name, payload, run_at, max_attempts, created_at, updated_at)
         values (gen_random_uuid(), 'tiers', 'commerce.make-tier-listings', '{}', now(), 12, now(), now())" > /dev/null
    rest
    ask "vacuum analyze" > /dev/null
    rest
}

# Addresses are chosen once, so that each measure asks for the same.
choose() {
    ask "select 'produkt/' || s.slug from (select product_id from listing_entries where category_id = '00000000-0000-0000-0000-000000000000'
             order by popularity desc, product_id limit 200) e join slugs s on s.target_id = e.product_id and s.locale = 'sv' and s.is_current order by e.product_id" > "$data/products"
    for n in $(seq 1 20); do echo "varor?page=$n"; done | tee "$data/list" > "$data/moved"
    for n in $(seq 1 20); do echo "varor?sort=cheapest&page=$n"; done > "$data/cheapest"
    for n in $(seq 1 20); do echo "varor?min=$((n * 20))&max=$((n * 20 + 60))"; done > "$data/narrowed"
    for thing in mugg vas kanna lampa bricka; do for place in strand vik lund fjäll; do
        printf 'sok?q=%s+%s\n' "$thing" "$place"; done; done | sed 's/ä/%C3%A4/' > "$data/search"
    for thing in mugg vas kanna lampa bricka; do echo "sok?q=$thing&sort=cheapest"; done > "$data/found"
    for n in $(seq 1 20); do echo "snabborder"; done > "$data/quick"
    # Twenty orders of ten rows each.
    ask "select string_agg(sku || ';' || 1 + n % 12, '%0A' order by n) from (
             select v.sku, row_number() over (order by v.product_id, v.sku) as n from (select product_id from listing_entries
             where category_id = '00000000-0000-0000-0000-000000000000' order by popularity desc, product_id limit 70) e join variants v using (product_id) limit 200) r
         group by n % 20 order by n % 20" > "$data/rows"
}
# measure PEOPLE FROM: medians of the milliseconds until the whole answer is there, one request at a time: the pages take turns, and so do companies from that one on.
measure() {
    local people=$1 from=$2 page n=0 at whose paths rows
    mapfile -t rows < "$data/rows"
    : > "$data/requests"
    for at in $(seq 1 "$asked"); do
        for page in list moved cheapest narrowed product search found quick; do
            case $page in product) mapfile -t paths < "$data/products" ;; *) mapfile -t paths < "$data/$page" ;; esac
            [ $n = 0 ] || echo next
            n=$((n + 1))
            whose=$(((from + n * 13) % people))
            # The lowest price is every tenth company's own.
            [ $page != moved ] || whose=$((whose / 10 * 10 + 9))
            echo "url = \"$shop/${paths[$(((at * 7) % ${#paths[@]}))]}\""
            echo "header = \"Cookie: torg_customer=${tokens[$whose]}\""
            echo "header = \"Sec-Fetch-Site: same-origin\""
            [ $page != quick ] || echo "data = \"text=${rows[$((at % ${#rows[@]}))]}\""
            echo "output = \"/dev/null\""
            echo "write-out = \"$page %{http_code} %{time_total}\\n\""
            echo "silent"
            echo "max-time = 30"
        done
    done > "$data/requests"
    curl -K "$data/requests" > "$data/times" || true
    awk '$2 != 200 { bad[$1 " " $2]++ } END { for (what in bad) print "not answered as usual: " what ", " bad[what] " times" }' "$data/times" >&2
    sort -k1,1 -k3,3n "$data/times" | awk '$2 == 200 { all[$1, ++count[$1]] = $3 * 1000 }
        END { for (what in count) printf "%s %.1f\n", what, all[what, int((count[what] + 1) / 2)] }'
}
# The second time, when what all of them share is known. Where there are enough companies, others come than the first time.
twice() {
    measure "$1" 0 > /dev/null
    measure "$1" $((asked * 8 * 13))
}

choose
fill 10 1 0
mapfile -t tokens < <(ask "select translate(rtrim(encode(sha256(('session' || n)::bytea), 'base64'), '='), '+/', '-_') from generate_series(1, $companies) n")
tell "ten prices: measured"
ten=$(twice 10)
none=$(twice "$companies")
fill "$companies" 1 0
tell "a price for each company: measured"
each=$(twice "$companies")
fill "$companies" 200 "$pro"
tell "$(ask 'select count(*) from prices') prices in $(ask 'select count(*) from price_lists') lists: measured"
ten_of_many=$(twice 10)
many=$(twice "$companies")
psql -qX -v ON_ERROR_STOP=1 -v campaign="$campaign" -v private="$private" -f "$here/pages-more.sql"
rest
anew
choose
tell "a campaign of $campaign prices and $(ask 'select count(distinct product_id) from private_listing_entries') private products: measured"
ten_of_more=$(twice 10)
more=$(twice "$companies")
tell "done"
echo "$products products, $(ask 'select count(*) from prices') prices, $(ask 'select count(*) from price_lists') lists, $companies companies; medians of $asked requests, milliseconds"
of() { awk -v page="$page" '$1 == page { print $2 }' <<< "$1"; }
# table FEW MANY MORE: a row for each page.
table() {
    local page name
    for page in list moved cheapest narrowed product search found quick; do
        case $page in
            list) name="list of products" ;;
            moved) name="list whose lowest price is the company's own" ;;
            cheapest) name="list, cheapest first" ;;
            narrowed) name="list, narrowed by price" ;;
            found) name="search, cheapest first" ;;
            quick) name="quick order of ten rows" ;;
            *) name=$page ;;
        esac
        awk -v name="$name" -v a="$(of "$1")" -v b="$(of "$2")" -v c="$(of "$3")" -v none="$(of "${4:-}")" -v of="$#" 'BEGIN {
            if (a == "" || b == "" || c == "" || (of == 4 && none == "")) { print "| " name " | not measured |"; exit }
            printf "| %s |%s %.1f | %.1f | %.2f | %.1f | %.2f |\n", name, of == 4 ? sprintf(" %.1f |", none) : "", a, b, b / a, c, c / a }'
    done
}
echo
echo "Ten companies:"
echo
echo "| page | ten prices in all | a million | ratio | with campaign and private articles | ratio |"
echo "|---|---:|---:|---:|---:|---:|"
table "$ten" "$ten_of_many" "$ten_of_more"
echo
echo "All companies in turns:"
echo
echo "| page | without prices of their own | a price each | a million in all | ratio to a price each | with campaign and private articles | ratio |"
echo "|---|---:|---:|---:|---:|---:|---:|"
table "$each" "$many" "$more" "$none"

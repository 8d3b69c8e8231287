#!/usr/bin/env bash
# Lists and product pages as buyers of companies get them over HTTP, with ten companies, with 5 000 and a list of a million prices, and with a campaign of
# 100 000 articles and 5 000 products that only Pro has a price of beside those, in one run, in a shop of its own that is removed at the end. Wants psql.
#   loadtests/prices/pages.sh target/release/torg target/release/loadtests
set -euo pipefail
torg=$(realpath "$1") load=$(realpath "$2") here=$(cd "$(dirname "$0")" && pwd)
data=$(mktemp -d)
chmod 755 "$data"
program=
end() {
    [ -z "$program" ] || { kill -INT "$program" && wait "$program" || true; }
    rm -rf "$data"
}
trap end EXIT
companies=${COMPANIES:-5000}
"$load" --torg "$torg" --data "$data" --products "${PRODUCTS:-84000}" --only health --seconds 1 --rounds 1 >&2
cd "$data"
env -u DATABASE_URL TORG_DATA_DIR="$data/data" TORG_LOG=warn TORG_SHOP_ADDR=127.0.0.1:0 TORG_ADMIN_ADDR=127.0.0.1:0 TORG_SANDBOX_ADDR=127.0.0.1:0 \
    "$torg" > "$data/said" &
program=$!
for _ in $(seq 300); do grep -q "Ctrl-C stops everything" "$data/said" && break; sleep 0.2; done
shop=$(awk '$1 == "Shop" { print $2 }' "$data/said")
export PGHOST PGUSER=torg PGDATABASE=torg
PGHOST=$(dirname "$(find "$data/data" -name '.s.PGSQL.*' -type s | head -1)")

# Medians of processor time and of the time until an answer.
measure() {
    for n in $(seq 1 "$1"); do
        printf 'torg_customer=%s\n' "$(printf 'session%s' "$n" | openssl dgst -sha256 -binary | base64 -w0 | tr '+/' '-_' | tr -d '=')"
    done > "$data/sessions"
    "$load" --shop "$shop" --pid "$program" --sessions "$data/sessions" --only list,product --seconds "${SECONDS_A_CELL:-5}" --rounds "${ROUNDS:-5}" \
        | awk -F' *\\| *' '/^\| (list|product)/ { print $2 "|" $7 "|" $4 "|" $6 }'
}

psql -qX -v ON_ERROR_STOP=1 -v companies=10 -v pro=10000 -f "$here/pages.sql"
few=$(measure 10)
psql -qX -v ON_ERROR_STOP=1 -v companies="$companies" -v pro="${PRO:-1000000}" -f "$here/pages.sql"
many=$(measure $((companies < 500 ? companies : 500)))
psql -qX -v ON_ERROR_STOP=1 -v campaign="${CAMPAIGN:-100000}" -v private="${PRIVATE:-5000}" -f "$here/pages-more.sql"
# The program makes the rows of what guests see no more.
for _ in $(seq 600); do [ "$(psql -qXAt -c 'select count(*) from listing_marks')" = 0 ] && break; sleep 1; done
echo "private products: $(psql -qXAt -c 'select count(distinct product_id) from private_listing_entries')"
more=$(measure $((companies < 500 ? companies : 500)))
echo "prices: $(psql -qXAt -c 'select count(*) from prices'), lists: $(psql -qXAt -c 'select count(*) from price_lists')"
echo "| what | ten companies, CPU ms | many, CPU ms | ratio | with campaign and private articles, CPU ms | ratio to ten | p50 ms: ten | many | with those |"
echo "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
paste -d'|' <(echo "$few") <(echo "$many") <(echo "$more") | awk -F'|' '{
    printf "| %s | %s | %s | %.2f | %s | %.2f | %s | %s | %s |\n", $1, $2, $6, $6 / $2, $10, $10 / $2, $3, $7, $11 }'

#!/usr/bin/env bash
# What a visitor's prices cost with ten companies, with 5 000 and a list of a million prices, and with a campaign of 100 000 articles beside those, in one
# run: the very statements of the program (commerce/src/pricing/*.sql), prepared once, for changing companies and products. A throw-away, migrated database,
# named by the PG* variables.
#   PGHOST=… PGUSER=… PGDATABASE=… loadtests/prices/run.sh > table
# Settings: PRODUCTS (of three articles each, at least 1 000), COMPANIES, PRO, CAMPAIGN, ROUNDS. Pages as buyers get them are measured by pages.sh.
set -euo pipefail
shopt -s inherit_errexit
here=$(cd "$(dirname "$0")" && pwd)
sql=$here/../../commerce/src/pricing
rounds=${ROUNDS:-200} products=${PRODUCTS:-83334} companies=${COMPANIES:-5000} pro=${PRO:-1000000}
id() { printf '%s' "$1" | md5sum | cut -c1-32; }
shop=$(id shop)

# Medians in microseconds: context, a page of 24 cards, one product's page, and what has held of 24 reduced products for two years: what a page of a
# campaign reads of the past. A second argument: a campaign's list that is asked, too.
measure() {
    local companies=$1 campaign=${2:-} script reduced campaigns
    reduced=$(for n in $(seq 0 23); do printf ",'%s'" "$(id p$n)"; done)
    campaigns=$(for n in $(seq 0 23); do printf "'%s'," "$(id campaign$n)"; done)
    script=$(mktemp)
    {
        echo "set plan_cache_mode = auto;"
        echo "prepare context (uuid, text, uuid, uuid, timestamptz, text) as"; cat "$sql/context.sql"; echo ";"
        echo "prepare sheets (uuid[], uuid[], uuid[], timestamptz, timestamptz) as"; cat "$sql/sheets.sql"; echo ";"
        echo "\\o /dev/null"
        echo "\\timing on"
        for n in $(seq 1 "$rounds"); do
            local company=$((n % companies + 1)) products="" product
            local lists="array['$(id list$company)',${campaign:+'$campaign',}'$(id pro)','$(id consumer)']::uuid[]"
            for k in $(seq 1 24); do
                # Half of the cards are among the company's own articles, half among those that the Pro list prices from the beginning: as many rows in both runs.
                if [ $((k % 2)) = 0 ]; then product=$((k - 1)); else product=$(((n * 7919 + k * 104729) % 833)); fi
                products="$products,'$(id p$product)'"
            done
            echo "\\echo context"
            echo "execute context('$shop', null, null, '$(id session$company)', now(), 'consumer');"
            echo "\\echo cards"
            echo "execute sheets(array[${products#,}]::uuid[], '{}', $lists, now(), now());"
            echo "\\echo product"
            echo "execute sheets(array['$(id p$((n % 24)))']::uuid[], '{}', $lists, now(), now());"
            echo "\\echo history"
            echo "execute sheets(array[${reduced#,}]::uuid[], '{}', array[$campaigns${campaign:+'$campaign',}'$(id consumer)']::uuid[], now() - interval '730 days', now());"
        done
    } > "$script"
    # \echo goes to the terminal's side, \o only takes the rows.
    psql -qX -v ON_ERROR_STOP=1 -f "$script" | awk '
        /^(context|cards|product|history)$/ { what = $1 }
        /^Time:/ { seen[what]++; if (seen[what] > 20) print what, int($2 * 1000) }' | sort -k1,1 -k2,2n | awk '
        { all[$1, ++count[$1]] = $2 }
        END { for (what in count) print what, all[what, int((count[what] + 1) / 2)] }'
    rm -f "$script"
}

psql -qX -v ON_ERROR_STOP=1 -v products="$products" -v companies=10 -v pro=$((pro < 10000 ? pro : 10000)) -f "$here/fill.sql"
small=$(measure 10)
psql -qX -v ON_ERROR_STOP=1 -v products="$products" -v companies="$companies" -v pro="$pro" -f "$here/fill.sql"
large=$(measure "$companies")
psql -qX -v ON_ERROR_STOP=1 -v products="$products" -v campaign="${CAMPAIGN:-100000}" -f "$here/more.sql"
reduced=$(measure "$companies" "$(id many)")
echo "prices: $(psql -qXAt -c 'select count(*) from prices'), lists: $(psql -qXAt -c 'select count(*) from price_lists')"
echo "| what | ten companies, µs | $companies companies and $pro prices of a tier, µs | ratio | and a campaign of ${CAMPAIGN:-100000}, µs | ratio to ten |"
echo "|---|---:|---:|---:|---:|---:|"
for what in context cards product history; do
    a=$(awk -v what=$what '$1 == what { print $2 }' <<< "$small")
    b=$(awk -v what=$what '$1 == what { print $2 }' <<< "$large")
    c=$(awk -v what=$what '$1 == what { print $2 }' <<< "$reduced")
    printf '| %s | %s | %s | %s |\n' "$what" "$a" "$b" "$(awk -v a="$a" -v b="$b" -v c="$c" 'BEGIN { printf "%.2f | %s | %.2f", b / a, c, c / a }')"
done

# A running service of a script's own, with records, clients, tokens and a pool; sourced by the scripts beside it.
# It needs $scratch, a folder that the script deletes.

die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# The program: built as it is released, or the one that ZHIXIN_PROGRAM names.
program() {
    zhixin=${ZHIXIN_PROGRAM:-}
    [[ -z $zhixin ]] || return 0
    cargo build --release --locked --bin zhixin "$@"
    zhixin=$(realpath "${CARGO_TARGET_DIR:-target}/release/zhixin")
}

# Commands that a script cannot do without, each with the package of Debian that has it.
need() {
    local command=$1 package=$2
    command -v "$command" >/dev/null && return
    apt-get update >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$package" >/dev/null
}

# The newest installed PostgreSQL.
postgres_binaries() {
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
    [[ -n $found ]] || die "PostgreSQL is missing; install Debian's package postgresql"
    printf '%s' "$found"
}

as_postgres() {
    if [[ $(id -u) == 0 ]]; then
        (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@")
    else
        "$@"
    fi
}

# Makes a server of PostgreSQL that waits for the disk, with further options of initdb if any, and tells the address that
# its database `zhixin` will have.
postgres_server() {
    local folder=$scratch/postgres
    mkdir -p "$folder"
    chmod 755 "$scratch"
    [[ $(id -u) != 0 ]] || chown postgres "$folder"
    as_postgres "$(postgres_binaries)/initdb" -D "$folder/data" -U zhixin -A trust -E UTF8 --no-locale "$@" >/dev/null
    postgres_up
    database="postgres://zhixin@localhost/zhixin?host=$folder"
}

# The same with the database, which is empty.
postgres_begin() {
    postgres_server
    as_postgres "$(postgres_binaries)/createdb" -h "$scratch/postgres" -U zhixin zhixin
}

postgres_up() {
    local folder=$scratch/postgres
    as_postgres "$(postgres_binaries)/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 \
        -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c max_connections=100" start >/dev/null
}

postgres_down() {
    as_postgres "$(postgres_binaries)/pg_ctl" -D "$scratch/postgres/data" -m immediate -w stop >/dev/null
}

# Chooses where the records are: `records_at sqlite` or `records_at postgres`.
records_at() {
    case $1 in
        sqlite) database="sqlite://$scratch/zhixin.db" ;;
        postgres) postgres_begin ;;
        *) die "the engine is sqlite or postgres, not $1" ;;
    esac
}

# Registers a client NAME with ROLE and PERSON, and keeps its secret.
client() {
    local name=$1 role=$2 person=$3
    "$zhixin" access register "$name" --role "$role" --person "$person" --as operator:ou --database "$database" >/dev/null
    "$zhixin" access add-secret "$name" --as operator:ou --database "$database" --format csv 2>/dev/null |
        tail -1 | cut -d, -f2 >"$scratch/secret-$name"
}

# Starts the service, with further settings if any, and waits until it is ready.
serve() {
    "$zhixin" serve --database "$database" --keys "$scratch/keys" --listen 127.0.0.1:0 --stated-scores yes --models any "$@" \
        >>"$scratch/served" 2>"$scratch/log" &
    service=$!
    local tries=0
    until base=$(sed -n "s/.*listening on //p" "$scratch/log" 2>/dev/null | tail -1) && [[ -n $base ]]; do
        kill -0 "$service" 2>/dev/null || { cat "$scratch/log" >&2; die "the service ended"; }
        tries=$((tries + 1))
        ((tries < 600)) || die "the service did not begin"
        sleep 0.1
    done
}

# Stops the service as a signal would, and waits.
serve_no_more() {
    kill -TERM "$service"
    wait "$service" || die "the service did not end well"
    service=
}

# The token of a client.
token() {
    curl -sf -u "$1:$(cat "$scratch/secret-$1")" -d grant_type=client_credentials "$base/oauth/token" |
        sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p'
}

# Sends a body with a key: `ask TOKEN KEY PATH BODY`.
ask() {
    curl -sf -o "$scratch/answer" -H "authorization: Bearer $1" -H "idempotency-key: $2" \
        -H 'content-type: application/json' -d "$4" "$base$3" ||
        { cat "$scratch/answer" >&2; die "POST $3 was refused: $4"; }
}

# Opens a pool with money, and enrols as many loans as are asked for: L1, L2 … of bank-a.
open_pool() {
    local loans=$1 maker bank at
    maker=$(token maker)
    bank=$(token bank-a)
    ask "$maker" open-1 /v1/pools '{"pool":"cq","scheme":"cq-knowledge-value","booked_on":"2022-01-04"}'
    ask "$maker" open-2 /v1/pools/cq/districts '{"district":"yubei","booked_on":"2022-01-04"}'
    for at in subscriptions contributions; do
        local path=/v1/contributions pool='"pool":"cq",'
        [[ $at == contributions ]] || { path=/v1/pools/cq/subscriptions; pool=; }
        ask "$maker" "open-$at" "$path" \
            "{$pool\"district\":\"yubei\",\"contributor\":\"city\",\"amount\":{\"amount\":\"10000000000\",\"currency\":\"CNY\"},\"booked_on\":\"2022-01-04\"}"
    done
    # Written by one program and sent over one connection: a process for each loan would take minutes.
    python3 - "$base" "$bank" "$loans" <<'PYTHON'
import http.client, json, sys
base, token, loans = sys.argv[1], sys.argv[2], int(sys.argv[3])
yuan = lambda amount: {"amount": amount, "currency": "CNY"}
service = http.client.HTTPConnection(base.removeprefix("http://"))
for at in range(1, loans + 1):
    body = {
        "loan": f"L{at}", "pool": "cq", "district": "yubei", "bank": "bank-a", "enterprise": f"x:firm-{at}",
        "product": "knowledge-value", "limit": yuan("1000000"), "rate": "0.037", "approved_on": "2022-01-24",
        "matures_on": "2022-12-20", "score": f"S{at}", "score_model": "cq-knowledge-value-2017",
        "score_as_of": "2022-01-04", "grade": "A", "score_limit": yuan("3000000"), "consent_until": "2024-01-05",
        "classes": ["technology-enterprise"], "requirements": ["technology-enterprise", "clean-record"],
        "booked_on": "2022-01-24",
    }
    headers = {"authorization": f"Bearer {token}", "idempotency-key": f"loan-{at}", "content-type": "application/json"}
    service.request("POST", "/v1/loans", json.dumps(body), headers)
    answer = service.getresponse()
    said = answer.read()
    if answer.status != 201:
        sys.exit(f"loan {at}: {answer.status} {said.decode()}")
PYTHON
}

# Takes in the files of the sample province that tell of enterprises, and writes the codes of 200 of them to $1/firms.
province() {
    local path kinds
    for path in 01_enterprises.csv 02_financial_years_2012_2017.csv 03_financial_years_2018_2020.xlsx 05_rnd_years.csv \
        06_talent.csv 07_patents.csv 09_patent_grants.csv 13_ip_rights.csv; do
        kinds=()
        [[ $path != 02_* ]] || kinds=(--mapping fixtures/mappings/02_financial_years_2012_2017.toml)
        # Rows are rejected in every file of the province, which the exit code tells.
        "$zhixin" import "${kinds[@]}" "fixtures/province/$path" --database "$database" >"$1/imported" 2>&1 ||
            (($? == 1)) || { cat "$1/imported" >&2; die "$path was not taken in"; }
    done
    LC_ALL=C grep -ao '^91[0-9A-Z]\{16\}' fixtures/province/01_enterprises.csv | sort -u | sed -n 1,200p >"$1/firms"
}

# Bank-a gets the consent of every enterprise that the file $1 names; codes that are none, of which the province has a
# few, are struck from it.
consents() {
    python3 - "$base" "$(token bank-a)" "$1" <<'PYTHON'
import http.client, json, sys
base, token, path = sys.argv[1:]
service = http.client.HTTPConnection(base.removeprefix("http://"))
firms = []
for firm in open(path).read().split():
    body = {
        "enterprise": firm, "grantee": "bank:bank-a", "purposes": ["credit-assessment"],
        "classes": ["registry", "filed", "financial", "patents"], "from": "2021-01-01", "until": "2031-12-31",
        "evidence": "sha256:" + "0" * 64, "obtained": "paper",
    }
    headers = {"authorization": f"Bearer {token}", "idempotency-key": f"consent-{firm}", "content-type": "application/json"}
    service.request("POST", "/v1/consents", json.dumps(body), headers)
    answer = service.getresponse()
    said = answer.read()
    if answer.status == 201:
        firms.append(firm)
    elif answer.status != 422:
        sys.exit(f"consent of {firm}: {answer.status} {said.decode()}")
if not firms:
    sys.exit("no enterprise consented")
with open(path, "w") as file:
    file.writelines(f"{firm}\n" for firm in firms)
PYTHON
}

# Writes the body of an evaluation to $1: the figures that a score of the first firm of $2 rests on.
evaluation() {
    ask "$(token bank-a)" figures /v1/scores \
        "{\"enterprise\":\"$(head -1 "$2")\",\"purpose\":\"credit-assessment\",\"model\":\"cq-knowledge-value-2018\",\"as_of\":\"2021-10-31\"}"
    python3 - "$scratch/answer" >"$1" <<'PYTHON'
import json, sys
assessment = json.load(open(sys.argv[1]))["assessment"]
readings = {}
for indicator in assessment["indicators"]:
    for reading in indicator["readings"]:
        readings[reading["indicator"]] = reading["value"]
vector = {"readings": [{"indicator": name, "value": value} for name, value in readings.items()]}
print(json.dumps({"model": "cq-knowledge-value-2018", "as_of": "2021-10-31", "vector": vector}), end="")
PYTHON
}

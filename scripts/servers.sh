# Private PostgreSQL and Redis servers for one run: sourced, not executed.
#
#   install_servers                     installs what is missing, with the system's package manager
#   install_font                        installs the font of certificates, where it is missing; sets LINLI_CERTIFICATE_FONT
#                                       where it lies elsewhere than the program looks for it
#   install_chromium                    installs a browser, where it is missing; sets LINLI_CHROMIUM to its program
#   start_postgres [-c option=value]…   sets POSTGRES_URL (superuser), POSTGRES_PORT, POSTGRES_BIN, POSTGRES_VERSION
#   start_redis [--option value]…       sets REDIS_URL, REDIS_SERVER, REDIS_VERSION
#   stop_servers                        stops both and removes their folder; harmless when called twice
#
# The script that sources this calls stop_servers in an EXIT trap. SERVERS_DIR is the folder of the run, with everything
# in it.
# Servers of the system, and the ports 5432 and 6379, are neither used nor disturbed.
# Kept to what bash 3.2 knows, because that is what macOS has.

# Settings of the caller for other servers must not reach these.
unset ${!PG@} REDISCLI_AUTH
export PGCONNECT_TIMEOUT=10

SERVERS_DIR=
POSTGRES_BIN=
POSTGRES_PORT=
REDIS_SERVER=
REDIS_CLI=
REDIS_PID=

say() { echo "linli ${0##*/}: $*" >&2; }

fail() {
    say "$*"
    exit 1
}

# The main version in the first line of `program --version`: "postgres (PostgreSQL) 15.18" is 15.
main_version() {
    "$1" --version 2>/dev/null | sed -n '1s/^[^0-9]*\([0-9][0-9]*\).*/\1/p'
}

# Sets POSTGRES_BIN to the folder of the newest PostgreSQL. Debian and others keep the server outside of PATH.
find_postgres() {
    local folder version newest=0 path
    path=$(command -v postgres || true)
    POSTGRES_BIN=
    for folder in "${path%/*}" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/libexec/postgresql* \
        /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin; do
        [ -x "$folder/postgres" ] && [ -x "$folder/initdb" ] && [ -x "$folder/psql" ] || continue
        version=$(main_version "$folder/postgres")
        if [ "${version:-0}" -gt "$newest" ]; then
            newest=$version
            POSTGRES_BIN=$folder
        fi
    done
    [ "$newest" -ge 15 ]
}

# Sets REDIS_SERVER and REDIS_CLI. Valkey is the continuation of Redis 7.2 that some systems ship in its place.
find_redis() {
    local name version
    for name in redis valkey; do
        REDIS_SERVER=$(command -v "$name-server" || true)
        REDIS_CLI=$(command -v "$name-cli" || true)
        [ -n "$REDIS_SERVER" ] && [ -n "$REDIS_CLI" ] || continue
        version=$(main_version "$REDIS_SERVER")
        [ "${version:-0}" -lt 7 ] || return 0
    done
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "root or sudo is needed to run: $*"
    fi
}

# apt_install package…: without a cluster of its own and without starting a service, since both would outlive the run.
apt_install() (
    cluster=/etc/postgresql-common/createcluster.conf
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$cluster" ]; then
        as_root mkdir -p "${cluster%/*}"
        echo 'create_main_cluster = false' | as_root tee "$cluster"
    fi
    if [ ! -e "$policy" ]; then
        trap 'as_root rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy"
        as_root chmod 755 "$policy"
    fi
    # An unreachable list is not yet a failure: the install says whether the packages can be had.
    as_root apt-get update -q || true
    as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 \
        apt-get install -y -q --no-install-recommends "$@" </dev/null
)

# install_package postgres|redis|font|node|chromium
install_package() {
    local packages log
    if command -v apt-get >/dev/null; then
        case $1 in postgres) packages=postgresql ;; redis) packages="redis-server redis-tools" ;; font) packages=fonts-noto-cjk ;; node) packages="nodejs npm" ;; chromium) packages=chromium ;; esac
        set -- apt_install $packages
    elif command -v dnf >/dev/null; then
        case $1 in
            postgres) packages="postgresql-server postgresql-contrib" ;;
            redis) packages=redis ;;
            font) packages=google-noto-sans-cjk-fonts ;;
            node) packages="nodejs npm" ;;
            chromium) packages=chromium ;;
        esac
        set -- as_root dnf install -y -q $packages
    elif command -v apk >/dev/null; then
        case $1 in postgres) packages="postgresql postgresql-client" ;; redis) packages=redis ;; font) packages=font-noto-cjk ;; node) packages="nodejs npm" ;; chromium) packages=chromium ;; esac
        set -- as_root apk add --quiet $packages
    elif command -v pacman >/dev/null; then
        case $1 in postgres) packages=postgresql ;; redis) packages=valkey ;; font) packages=noto-fonts-cjk ;; node) packages="nodejs npm" ;; chromium) packages=chromium ;; esac
        set -- as_root pacman -S --noconfirm --needed $packages
    elif command -v brew >/dev/null; then
        case $1 in postgres) packages=postgresql@17 ;; redis) packages=redis ;; font) packages=font-noto-sans-cjk ;; node) packages=node ;; chromium) packages=chromium ;; esac
        set -- brew install --quiet $packages
    else
        fail "no known package manager: install PostgreSQL 15+, Redis 7+, Noto Sans CJK, Node.js 20.19+ and Chromium yourself, then run this again"
    fi
    say "installing $packages"
    if ! log=$("$@" 2>&1); then
        echo "$log" >&2
        fail "could not install $packages"
    fi
}

install_servers() {
    if ! find_postgres; then
        install_package postgres
        find_postgres || fail "PostgreSQL 15 or newer is needed, and this system's packages do not have it"
    fi
    if ! find_redis; then
        install_package redis
        find_redis || fail "Redis 7 or newer is needed, and this system's packages do not have it"
    fi
}

# Finds the font of certificates; where it is not where the program looks by itself, says so in LINLI_CERTIFICATE_FONT.
find_font() {
    local usual=/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc font
    [ -z "${LINLI_CERTIFICATE_FONT:-}" ] || { [ -r "$LINLI_CERTIFICATE_FONT" ]; return; }
    [ ! -r "$usual" ] || return 0
    for font in /usr/share/fonts/*/NotoSansCJK-Regular.ttc /usr/share/fonts/*/*/NotoSansCJK-Regular.ttc \
        "$HOME"/Library/Fonts/NotoSansCJK*.ttc /Library/Fonts/NotoSansCJK*.ttc; do
        [ -r "$font" ] || continue
        export LINLI_CERTIFICATE_FONT=$font
        return 0
    done
    return 1
}

install_font() {
    if ! find_font; then
        install_package font
        find_font || fail "Noto Sans CJK is needed, and this system's packages do not have it where it was looked for"
    fi
}

# Sets LINLI_CHROMIUM.
find_chromium() {
    local name
    [ -z "${LINLI_CHROMIUM:-}" ] || { [ -x "$LINLI_CHROMIUM" ]; return; }
    for name in chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Chromium.app/Contents/MacOS/Chromium" "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        LINLI_CHROMIUM=$(command -v "$name" || true)
        [ -n "$LINLI_CHROMIUM" ] || continue
        export LINLI_CHROMIUM
        return 0
    done
    return 1
}

install_chromium() {
    if ! find_chromium; then
        install_package chromium
        find_chromium || fail "Chromium is needed, and this system's packages do not have it"
    fi
}

# The user that PostgreSQL runs as: it refuses to be root.
postgres_user() {
    if [ "$(id -u)" != 0 ]; then
        id -un
    elif id postgres >/dev/null 2>&1; then
        echo postgres
    else
        echo nobody
    fi
}

# Runs one of PostgreSQL's programs as postgres_user, in a folder and a locale that this user can use.
run_postgres() (
    program=$POSTGRES_BIN/$1
    shift
    cd "$SERVERS_DIR/postgres"
    export LC_ALL=C
    if [ "$(id -u)" != 0 ]; then
        exec "$program" "$@"
    elif command -v runuser >/dev/null; then
        exec runuser -u "$(postgres_user)" -- "$program" "$@"
    else
        exec su -s /bin/sh -c 'exec "$@"' -- "$(postgres_user)" sh "$program" "$@"
    fi
)

make_servers_dir() {
    [ -z "$SERVERS_DIR" ] || return 0
    # Not under TMPDIR when root runs this: the other user has to reach it, and may not reach a private TMPDIR.
    local parent=${TMPDIR:-/tmp}
    [ "$(id -u)" != 0 ] || parent=/tmp
    SERVERS_DIR=$(mktemp -d "${parent%/}/linli-servers.XXXXXX")
    SERVERS_DIR=$(cd "$SERVERS_DIR" && pwd -P)
    chmod 711 "$SERVERS_DIR"
    mkdir -m 700 "$SERVERS_DIR/postgres" "$SERVERS_DIR/redis" "$SERVERS_DIR/tmp"
}

# A port that nobody listens on as far as can be told; the start that follows decides, and is repeated when it fails.
# Below the ephemeral ports, so that no outgoing connection takes it in between.
random_port() { echo $((16384 + RANDOM % 16000)); }

start_postgres() {
    local data attempt found
    [ -n "$POSTGRES_BIN" ] || install_servers
    make_servers_dir
    data=$SERVERS_DIR/postgres/data
    [ "$(id -u)" != 0 ] || chown "$(postgres_user)" "$SERVERS_DIR/postgres"
    if ! run_postgres initdb -D "$data" -U postgres --auth=trust --no-locale -E UTF8 --no-sync \
        >"$SERVERS_DIR/initdb.log" 2>&1; then
        cat "$SERVERS_DIR/initdb.log" >&2
        fail "could not make a PostgreSQL cluster"
    fi
    for attempt in 1 2 3 4 5 6 7 8; do
        POSTGRES_PORT=$(random_port)
        # No unix socket: its folder would be one more thing to place, and its path may be too long.
        if run_postgres pg_ctl start -D "$data" -w -t 60 -s -l "$SERVERS_DIR/postgres/log" \
            -o "-p $POSTGRES_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories= $*" \
            >"$SERVERS_DIR/pg_ctl.log" 2>&1 </dev/null; then
            POSTGRES_VERSION=$("$POSTGRES_BIN/postgres" --version | sed 's/^[^0-9]*//; s/ .*//')
            POSTGRES_URL=postgres://postgres@127.0.0.1:$POSTGRES_PORT/postgres
            found=$(run_postgres psql -X "$POSTGRES_URL" -Atc 'show data_directory' 2>&1) || true
            [ "$found" = "$data" ] || fail "another PostgreSQL answers at $POSTGRES_URL: $found"
            return 0
        fi
    done
    cat "$SERVERS_DIR/pg_ctl.log" >&2
    cat "$SERVERS_DIR/postgres/log" >&2 || true
    fail "PostgreSQL did not start"
}

# Waits until the Redis that was started answers as itself, or has ended. It is asked on its private socket, because
# what listens on a port that it did not get might be silent for ever.
redis_is_ours() {
    local found wait=0
    while kill -0 "$REDIS_PID" 2>/dev/null && [ "$wait" -lt 400 ]; do
        found=$("$REDIS_CLI" -s "$SERVERS_DIR/redis/socket" config get dir 2>/dev/null | sed -n 2p) || true
        [ "$found" != "$SERVERS_DIR/redis" ] || return 0
        sleep 0.05
        wait=$((wait + 1))
    done
    return 1
}

start_redis() {
    local attempt port
    [ -n "$REDIS_SERVER" ] || install_servers
    make_servers_dir
    for attempt in 1 2 3 4 5 6 7 8; do
        port=$(random_port)
        "$REDIS_SERVER" --bind 127.0.0.1 --port "$port" --unixsocket "$SERVERS_DIR/redis/socket" \
            --dir "$SERVERS_DIR/redis" --daemonize no --save '' --appendonly no "$@" \
            >"$SERVERS_DIR/redis.log" 2>&1 </dev/null &
        REDIS_PID=$!
        if redis_is_ours; then
            REDIS_VERSION=$("$REDIS_SERVER" --version | sed 's/.*v=//; s/ .*//')
            REDIS_URL=redis://127.0.0.1:$port
            return 0
        fi
        stop_redis
    done
    cat "$SERVERS_DIR/redis.log" >&2
    fail "Redis did not start"
}

stop_redis() {
    [ -n "$REDIS_PID" ] || return 0
    # Nothing in it is worth a farewell, and a stopped process would not hear one.
    kill -KILL "$REDIS_PID" 2>/dev/null || true
    wait "$REDIS_PID" 2>/dev/null || true
    REDIS_PID=
}

stop_servers() {
    [ -n "$SERVERS_DIR" ] || return 0
    stop_redis
    if [ -e "$SERVERS_DIR/postgres/data/postmaster.pid" ]; then
        run_postgres pg_ctl stop -D "$SERVERS_DIR/postgres/data" -m immediate -w -s >&2 || true
    fi
    rm -rf "$SERVERS_DIR"
    SERVERS_DIR=
}

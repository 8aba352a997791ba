#!/bin/sh
# Backs up a PostgreSQL store with its large pages, while it is in use, and
# restores it. (SQLite: tocsin backup FILE, tocsin restore FILE.)
#
#   export TOCSIN_STORE=postgres://…          or TOCSIN_STORE_FILE, as the program has it
#   export TOCSIN_PAGES_DIR=/data/pages       pages.dir; default: pages
#   backup.sh FOLDER                          makes FOLDER, which must not be there yet
#   backup.sh --restore FOLDER                into a database that is new and empty
#
# It wants pg_dump and pg_restore of the server's version or a newer one. FOLDER
# gets its name when all in it was written and read again.
set -eu
umask 077

die() {
	echo "backup.sh: $*" >&2
	exit 1
}

# decoded prints what stands in an address as it is meant.
decoded() {
	rest=$1
	while [ -n "$rest" ]; do
		case $rest in
		%[0-9A-Fa-f][0-9A-Fa-f]*)
			tail=${rest#???}
			sign=${rest%"$tail"}
			printf "\\$(printf '%03o' "0x${sign#%}")"
			;;
		*)
			tail=${rest#?}
			printf '%s' "${rest%"$tail"}"
			;;
		esac
		rest=$tail
	done
}

# The password goes into the environment: arguments are seen by everybody.
connect() {
	store=${TOCSIN_STORE-}
	if [ -n "${TOCSIN_STORE_FILE-}" ]; then
		store=$(cat "$TOCSIN_STORE_FILE") || die "TOCSIN_STORE_FILE cannot be read"
	fi
	case $store in
	postgres://* | postgresql://*) ;;
	'') die "set TOCSIN_STORE or TOCSIN_STORE_FILE to the store's address, postgres://…" ;;
	*) die "the store is not PostgreSQL: use tocsin backup and tocsin restore" ;;
	esac
	case $store in
	*[?\&]password=*) die "write the password before the @ of the address, not as a parameter" ;;
	esac
	authority=${store#*://}
	authority=${authority%%/*}
	case $authority in
	*:*@*)
		password=${authority%@*}
		password=${password#*:}
		PGPASSWORD=$(decoded "$password")
		export PGPASSWORD
		store=${store%%://*}://${authority%%:*}@${authority##*@}${store#*"$authority"}
		;;
	esac
	pages=${TOCSIN_PAGES_DIR:-pages}
	command -v pg_dump >/dev/null && command -v pg_restore >/dev/null || die "install pg_dump and pg_restore (postgresql-client) first"
}

backup() {
	[ ! -e "$1" ] || die "$1 is there already: name another folder"
	[ -d "$(dirname "$1")" ] || die "there is no folder $(dirname "$1"): make it first"
	unfinished=$1.unfinished
	mkdir "$unfinished" || die "another backup may be on its way; if none is, remove $unfinished"
	trap 'rm -rf "$unfinished"' EXIT
	# The database first: pages never change, so that those which it names are
	# there, but for what is forgotten meanwhile.
	pg_dump --dbname="$store" --format=custom --no-owner --no-privileges --file="$unfinished/store.dump" ||
		die "pg_dump did not end well: is the server up, is pg_dump older than it, is the disk full?"
	if [ -d "$pages" ]; then
		status=0
		tar -cf "$unfinished/pages.tar" -C "$pages" . || status=$?
		[ "$status" -le 1 ] || die "the pages in $pages cannot be copied: is the disk full?" # 1: a page was forgotten meanwhile
		tar -tf "$unfinished/pages.tar" >/dev/null || die "the pages were not written whole"
	fi
	tables=$(pg_restore --list "$unfinished/store.dump" | grep -c ' TABLE DATA ') || die "the dump cannot be read again"
	(cd "$unfinished" && sha256sum ./*.* >SHA256SUMS)
	sync
	mv "$unfinished" "$1"
	trap - EXIT
	echo "$1: $tables tables$([ ! -e "$1/pages.tar" ] || echo " and the pages of $pages")"
}

restore() {
	[ -f "$1/SHA256SUMS" ] || die "$1 is no backup that was finished"
	(cd "$1" && sha256sum --quiet -c SHA256SUMS) || die "$1 is not what was written: take another"
	pg_restore --dbname="$store" --no-owner --no-privileges --single-transaction --exit-on-error "$1/store.dump" ||
		die "nothing was restored: the database must be there, new and empty (createdb)"
	if [ -f "$1/pages.tar" ]; then
		mkdir -p "$pages"
		tar -xf "$1/pages.tar" -C "$pages" || die "the database is restored, its pages are not: make room in $pages, then tar -xf $1/pages.tar -C $pages"
	fi
	echo "restored; see what is due again with tocsin check, then tocsin serve"
}

case "${1-} $#" in
'--restore 2')
	connect
	restore "$2"
	;;
-*) die "usage: backup.sh FOLDER, or backup.sh --restore FOLDER" ;;
*' 1')
	connect
	backup "$1"
	;;
*) die "usage: backup.sh FOLDER, or backup.sh --restore FOLDER" ;;
esac
